-- ripe pears only
select * from {{ ref('pears') }} where is_ripe
