"""What people write for places where GeoNames' own list has no name for it: countries in other languages, regions, nicknames."""

from __future__ import annotations

from collections.abc import Mapping

# By ISO code; beside these count GeoNames' English name and the three letters of ISO.
# fmt: off
COUNTRIES: Mapping[str, str] = {
    "AE": "UAE, Emirates, Vereinigte Arabische Emirate, Emiratos Árabes Unidos, Émirats arabes unis",
    "AR": "Argentinien, Argentine", "AT": "Österreich, Oesterreich, Autriche", "AU": "Australien, Australie, Aussie",
    "BE": "Belgien, Belgique, België, Bélgica, Belgio", "BG": "Bulgarien, Bulgarie, България", "BR": "Brasil, Brasilien, Brésil, Brasile",
    "BY": "Weißrussland, Biélorussie, Беларусь", "CA": "Kanada, Canadá",
    "CH": "Schweiz, Suisse, Svizzera, Suiza, Suíça", "CL": "Chili", "CN": "PRC, China Mainland, Mainland China, Chine, 中国, 中國",
    "CO": "Kolumbien, Colombie", "CZ": "Czech Republic, Tschechien, Tschechische Republik, République tchèque, Česko, Chequia",
    "DE": "Deutschland, Allemagne, Alemania, Alemanha, Germania, Duitsland, Niemcy", "DK": "Dänemark, Danmark, Danemark, Dinamarca",
    "EE": "Estland, Eesti", "EG": "Ägypten, Égypte, Egipto", "ES": "Spanien, España, Espagne, Espanha, Spagna",
    "FI": "Finnland, Suomi, Finlande, Finlandia", "FR": "Frankreich, Francia, França, Frankrijk",
    "GB": "UK, U.K., Great Britain, Britain, Großbritannien, Grossbritannien, Royaume-Uni, Reino Unido, Vereinigtes Königreich, Regno Unito",
    "GR": "Griechenland, Grèce, Grecia, Hellas, Ελλάδα", "HK": "Hongkong, HKSAR, 香港", "HR": "Kroatien, Hrvatska, Croatie, Croacia",
    "HU": "Ungarn, Magyarország, Hongrie, Hungría", "ID": "Indonesien, Indonésie", "IE": "Irland, Irlande, Irlanda, Éire, Republic of Ireland",
    "IL": "ישראל, Israël", "IN": "Indien, Inde, Bharat, भारत", "IR": "Islamic Republic of Iran, ایران", "IS": "Island, Ísland, Islande",
    "IT": "Italien, Italia, Italie, Itália", "JP": "Japon, Japón, Nippon, 日本",
    "KR": "Korea, Republic of Korea, Südkorea, Corée du Sud, Corea del Sur, S. Korea, 한국, 대한민국", "LT": "Litauen, Lietuva, Lituanie",
    "LU": "Luxemburg, Lëtzebuerg", "LV": "Lettland, Latvija, Lettonie", "MX": "México, Mexiko, Mexique", "MY": "Malaisie",
    "NL": "Netherlands, Holland, Nederland, Niederlande, Pays-Bas, Países Bajos, Paesi Bassi, Países Baixos",
    "NO": "Norwegen, Norge, Norvège, Noruega", "NZ": "Aotearoa, Neuseeland, Nouvelle-Zélande", "PE": "Perú, Pérou", "PH": "Philippinen",
    "PL": "Polen, Polska, Pologne, Polonia", "PT": "Portogallo", "RO": "Rumänien, România, Roumanie", "RS": "Serbien, Srbija, Serbie, Србија",
    "RU": "Russia, Russian Federation, Russland, Russie, Rusia, Россия", "SA": "KSA, Saudi-Arabien, Arabie saoudite",
    "SE": "Schweden, Sverige, Suède, Suecia", "SG": "Singapur, Singapour", "SI": "Slowenien, Slovenija, Slovénie",
    "SK": "Slowakei, Slovensko, Slovaquie", "TH": "Thaïlande", "TR": "Türkiye, Türkei, Turquie, Turquía, Turkey",
    "TW": "Taiwan R.O.C., Republic of China, 台灣, 台湾", "UA": "Ukraina, Україна",
    "US": "USA, U.S.A., U.S., United States of America, Vereinigte Staaten, États-Unis, Estados Unidos, EE.UU., EEUU, EUA, Stati Uniti, America",
    "VN": "Viet Nam, Việt Nam", "ZA": "Südafrika, Afrique du Sud, RSA",
}
# By country and GeoNames' code: names, then codes as they stand on envelopes. The states of the United States are GeoNames' own.
REGIONS: Mapping[tuple[str, str], str] = {
    ("AU", "01"): "Australian Capital Territory, ACT", ("AU", "02"): "New South Wales, NSW", ("AU", "03"): "Northern Territory",
    ("AU", "04"): "Queensland, QLD", ("AU", "05"): "South Australia, SA", ("AU", "06"): "Tasmania, TAS", ("AU", "07"): "Victoria, VIC",
    ("AU", "08"): "Western Australia, WA", ("BR", "21"): "RJ", ("BR", "27"): "SP", ("BR", "15"): "Minas Gerais, MG", ("BR", "18"): "Paraná, PR",
    ("CA", "01"): "Alberta, AB", ("CA", "02"): "British Columbia, BC", ("CA", "03"): "Manitoba, MB", ("CA", "04"): "New Brunswick, NB",
    ("CA", "05"): "Newfoundland", ("CA", "07"): "Nova Scotia, NS", ("CA", "08"): "Ontario, ON", ("CA", "09"): "Prince Edward Island, PE",
    ("CA", "10"): "Quebec, Québec, QC", ("CA", "11"): "Saskatchewan, SK",
    ("DE", "01"): "Baden-Württemberg", ("DE", "02"): "Bavaria, Bayern", ("DE", "05"): "Hesse, Hessen", ("DE", "06"): "Lower Saxony, Niedersachsen",
    ("DE", "07"): "North Rhine-Westphalia, Nordrhein-Westfalen, NRW", ("DE", "08"): "Rhineland-Palatinate, Rheinland-Pfalz",
    ("DE", "09"): "Saarland", ("DE", "10"): "Schleswig-Holstein", ("DE", "11"): "Brandenburg", ("DE", "13"): "Saxony, Sachsen",
    ("DE", "14"): "Saxony-Anhalt, Sachsen-Anhalt", ("DE", "15"): "Thuringia, Thüringen",
    ("ES", "56"): "Catalonia, Catalunya, Cataluña", ("ES", "59"): "Basque Country, País Vasco", ("ES", "51"): "Andalusia, Andalucía",
    ("ES", "53"): "Canary Islands, Islas Canarias", ("FR", "11"): "Île-de-France", ("FR", "53"): "Brittany, Bretagne",
    ("GB", "ENG"): "England", ("GB", "NIR"): "Northern Ireland", ("GB", "SCT"): "Scotland", ("GB", "WLS"): "Wales, Cymru",
    ("IN", "02"): "Andhra Pradesh", ("IN", "09"): "Gujarat", ("IN", "10"): "Haryana", ("IN", "13"): "Kerala", ("IN", "16"): "Maharashtra",
    ("IN", "19"): "Karnataka", ("IN", "23"): "Punjab", ("IN", "24"): "Rajasthan", ("IN", "25"): "Tamil Nadu", ("IN", "28"): "West Bengal",
    ("IN", "36"): "Uttar Pradesh", ("IN", "40"): "Telangana", ("IT", "09"): "Lombardy, Lombardia", ("IT", "16"): "Tuscany, Toscana",
}
# By continent code of GeoNames, or the countries themselves.
GROUPS: Mapping[str, str] = {
    "Europe, Europa": "continent EU", "Asia": "continent AS", "Africa": "continent AF", "North America": "continent NA",
    "South America": "continent SA", "Oceania": "continent OC", "Latin America, LATAM": "AR BO BR CL CO CR CU DO EC GT HN MX NI PA PE PY SV UY VE",
    "European Union, EU": "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
    "EEA": "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK",
    "DACH": "DE AT CH", "Benelux": "BE NL LU", "Nordics, Scandinavia": "DK FI IS NO SE", "Baltics": "EE LV LT",
}
# The city that a name means where it stands alone: GeoNames' name, the largest of its country.
CITIES: Mapping[str, tuple[str, str]] = {
    "NYC, New York City, Manhattan, Big Apple": ("New York City", "US"),
    "SF, SFO, San Fran, SF Bay Area, San Francisco Bay Area, Bay Area, SFBA, Silicon Valley": ("San Francisco", "US"),
    "LA": ("Los Angeles", "US"), "Washington DC, Washington D.C., DC Metro": ("Washington", "US"), "Philly": ("Philadelphia", "US"),
    "BLR": ("Bengaluru", "IN"), "Delhi NCR, NCR, New Delhi": ("New Delhi", "IN"), "Hyderabad": ("Hyderabad", "IN"),
    "Barcelona, BCN": ("Barcelona", "ES"), "CDMX": ("Mexico City", "MX"), "KL": ("Kuala Lumpur", "MY"),
    "Rio": ("Rio de Janeiro", "BR"), "Tel-Aviv": ("Tel Aviv", "IL"), "HCMC": ("Ho Chi Minh City", "VN"),
    "Research Triangle, RTP": ("Durham", "US"),
}
# Names of places that stand for none.
JOKES = frozenset({"paradise", "earth", "moon", "mars", "home", "eden", "hope"})
# fmt: on
