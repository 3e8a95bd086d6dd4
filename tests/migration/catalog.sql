-- What a database is made of, one thing a line; the order of columns does not matter. The runner's own table is left out.
with ours as (
    select c.* from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname not in ('migrations', 'migrations_pkey')
)
select format('relation %s %s %s', relkind, relname, array_to_string(reloptions, ' ')) from ours where relkind <> 'c'
union all
select format(
    'column %s.%s %s not null: %s identity: %s generated: %s default: %s',
    ours.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
    pg_get_expr(d.adbin, d.adrelid)
)
from ours
join pg_attribute a on a.attrelid = ours.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = ours.oid and d.adnum = a.attnum
where ours.relkind in ('r', 'p', 'v', 'm')
union all
select format('constraint %s.%s %s', ours.relname, o.conname, pg_get_constraintdef(o.oid))
from ours join pg_constraint o on o.conrelid = ours.oid
union all
select format('index %s', pg_get_indexdef(oid)) from ours where relkind in ('i', 'I')
union all
select format('trigger %s enabled: %s', pg_get_triggerdef(t.oid), t.tgenabled)
from ours join pg_trigger t on t.tgrelid = ours.oid where not t.tgisinternal
union all
select format('view %s %s', relname, pg_get_viewdef(oid)) from ours where relkind in ('v', 'm')
union all
select format('policy %s.%s %s %s', ours.relname, p.polname, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
from ours join pg_policy p on p.polrelid = ours.oid
union all
select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
union all
select format('enum %s %s', t.typname, e.enumlabel)
from pg_type t join pg_enum e on e.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace
