-- One question a line, over the tables of statements.yaml; the database says whether their lineage lacks anything.
SELECT kind AS amount, month FROM pay WHERE amount > 3
SELECT -amount AS month, person FROM pay ORDER BY month LIMIT 3
SELECT region, sum(size) AS size FROM firms GROUP BY region HAVING size > 3
SELECT size, count(*) AS n FROM firms GROUP BY size HAVING size > 3
SELECT sex, region, count(*) FROM persons GROUP BY 1, 2 ORDER BY 3, 2 LIMIT 2
SELECT person, a.pension, p.amount, d.source FROM awards a FULL JOIN pay p USING (person) FULL JOIN deaths d USING (person)
SELECT pay.*, deaths.died_on FROM deaths RIGHT JOIN pay USING (person)
SELECT deaths.* FROM deaths RIGHT JOIN pay USING (person)
SELECT unnest(home), id FROM persons
SELECT home.* FROM persons WHERE id > 2
SELECT unnest(home) FROM persons
SELECT p.name, f.title FROM persons p POSITIONAL JOIN firms f
SELECT persons FROM persons
SELECT p FROM (SELECT id, name FROM persons) p WHERE p.id > 2
SELECT id FROM persons WHERE '1' IN tags
SELECT id FROM persons WHERE sex = ANY(tags)
SELECT id, list_contains(tags, sex) AS c FROM persons
SELECT name FROM persons ORDER BY row_number() OVER (PARTITION BY sex ORDER BY born, id) LIMIT 3
SELECT region, sex, count(*) AS n, grouping(region) AS g FROM persons GROUP BY GROUPING SETS ((region), (region, sex), ())
SELECT region, sex, count(*) AS n FROM persons GROUP BY CUBE (region, sex)
SELECT kind, count(DISTINCT person) AS n, sum(DISTINCT amount) FILTER (month > 2) AS s FROM pay GROUP BY kind HAVING max(amount) > (SELECT min(pension) FROM awards)
WITH a AS (SELECT id, size FROM firms WHERE region = '4701'), b AS (SELECT size AS n FROM a) SELECT a.id, b.n FROM a, b WHERE a.size = b.n
WITH a AS (SELECT id FROM firms) SELECT (WITH a AS (SELECT person FROM pay WHERE month > 2) SELECT count(*) FROM a) AS n, id FROM a
WITH RECURSIVE r AS (SELECT firm AS x FROM persons UNION SELECT f.size FROM r JOIN firms f ON f.id = r.x) SELECT x FROM r
SELECT DISTINCT upper(name) AS n FROM persons ORDER BY n LIMIT 2
SELECT EXISTS (SELECT max(amount) FROM pay WHERE month > 100) AS e, id FROM firms
SELECT (SELECT title FROM firms f WHERE f.region = p.region ORDER BY size DESC, id LIMIT 1) AS t FROM persons p
SELECT p.id, x.t FROM persons p, LATERAL (SELECT unnest(p.tags) AS t) x WHERE x.t > '1'
SELECT id FROM persons WHERE firm BETWEEN id AND length(name)
SELECT p.id FROM persons p WHERE p.firm IN (SELECT f.id FROM firms f WHERE f.region = p.region)
SELECT p.id FROM persons p WHERE p.firm NOT IN (p.id, length(p.sex))
SELECT first(amount) AS a, last(month) AS m, person FROM pay GROUP BY person
SELECT any_value(name) AS n, mode(sex) AS s, arg_min(name, born, 2) AS two FROM persons
SELECT max(amount, 2) AS top FROM pay
SELECT sum(amount) OVER (PARTITION BY kind ORDER BY month RANGE BETWEEN person PRECEDING AND CURRENT ROW) AS s FROM pay
SELECT last_value(amount IGNORE NULLS) OVER (ORDER BY month, person) AS v FROM pay
SELECT coalesce(d.source, 'none') AS s, p.id FROM persons p LEFT JOIN deaths d ON d.person = p.id AND p.sex = '1'
SELECT a.id FROM firms a CROSS JOIN (SELECT count(*) AS n FROM pay WHERE amount > 3) b WHERE a.size > b.n
SELECT a.id FROM firms a CROSS JOIN (SELECT person FROM pay WHERE amount > 3) b
FROM (FROM pay SELECT person, amount WHERE kind = '1') SELECT person, sum(amount) AS s GROUP BY person
SELECT * FROM pay NATURAL LEFT JOIN deaths
SELECT count(*) AS n FROM pay NATURAL JOIN deaths
SELECT * FROM (pay JOIN awards USING (person)) JOIN deaths USING (person)
SELECT struct_pack(a := id, b := name).b AS n FROM persons
SELECT {'a': id, 'b': {'c': name, 'd': sex}}.b.d AS n FROM persons
SELECT s.b.c AS n FROM (SELECT {'a': id, 'b': {'c': name, 'd': sex}} AS s FROM persons WHERE firm > 2)
SELECT map {'k': id, 'l': firm}['k'] AS n FROM persons
SELECT map {sex: id} AS m FROM persons WHERE sex IS NOT NULL
SELECT props[sex] AS n, map_keys(props) AS k FROM persons
SELECT list_sort(list(name)) AS l FROM persons WHERE born > DATE '2024-02-01'
SELECT list(name ORDER BY born, id)[1] AS l FROM persons
SELECT array_agg(p.name ORDER BY p.id) FILTER (p.firm > 2) AS l, p.region FROM persons p GROUP BY ALL
SELECT region, histogram(size) AS h FROM firms GROUP BY region
SELECT * FROM firms UNION ALL SELECT * FROM firms
SELECT title FROM firms UNION ALL BY NAME SELECT name AS title, sex FROM persons
(SELECT id FROM firms ORDER BY size LIMIT 2) UNION ALL (SELECT id FROM persons ORDER BY born LIMIT 2)
SELECT id FROM firms EXCEPT ALL SELECT firm FROM persons
SELECT id, region FROM firms INTERSECT ALL SELECT id, region FROM persons
SELECT * EXCLUDE (q1, q2), greatest(q1, q2) AS g FROM wide ORDER BY ALL LIMIT 2
SELECT COLUMNS(['q1', 'q2']) FROM wide
SELECT coalesce(*COLUMNS('q.')) AS c FROM wide
SELECT max(COLUMNS('(q)(.)')) AS 'm_\2' FROM wide
SELECT w.* REPLACE (q1 * 2 AS q1) FROM wide w JOIN firms f ON f.id = w.id
SELECT * LIKE 'q%' FROM wide
SELECT * FROM (SELECT id, q1 FROM wide) AS t(a, b) WHERE a > 2
SELECT x.a FROM (VALUES (1), (2)) x(a) WHERE x.a IN (SELECT firm FROM persons)
SELECT i, id FROM firms, range(size) AS r(i)
SELECT i, id FROM firms f, generate_series(1, f.size) AS r(i)
SELECT e.key, e.value FROM persons p, json_each(p.doc) e
SELECT p.id, u.i, u.o FROM persons p CROSS JOIN unnest(p.tags) WITH ORDINALITY AS u(i, o)
SELECT unnest(tags), unnest([id, firm]) AS n FROM persons
SELECT id FROM (SELECT id, unnest(tags) AS t FROM persons) WHERE t = '1'
SELECT amount + 1 AS a, a * 2 AS b, b + month AS c FROM pay WHERE a > 2
SELECT amount AS a, sum(a) OVER (PARTITION BY person) AS b FROM pay
SELECT person AS p, sum(amount) AS s FROM pay GROUP BY p ORDER BY s DESC, p LIMIT 2
UNPIVOT wide ON (q1, q2) AS early, (q2, q3) AS late INTO NAME n VALUE v, w
SELECT * FROM wide UNPIVOT INCLUDE NULLS (v FOR n IN (q1, q2))
SELECT * FROM wide UNPIVOT ((v, w) FOR n IN ((q1, q2), (q2, q3)))
PIVOT pay ON kind IN ('1', '2'), month IN (1, 2) USING count(*) GROUP BY person
SELECT p.person, p."1" FROM (PIVOT pay ON kind IN ('1') USING sum(amount) GROUP BY person) p WHERE p."1" > 2
SELECT title.upper() AS t, size::VARCHAR || region AS s, TRY_CAST(title AS INTEGER) AS i, extract(year FROM DATE '2024-01-01' + size) AS y FROM firms
SELECT main.firms.title, memory.main.firms.size FROM memory.main.firms
SELECT date_diff('month', since, DATE '2024-06-01') AS m, since + INTERVAL 1 MONTH AS n, strftime(since, '%Y') AS y FROM awards
SELECT trim(BOTH 'x' FROM title) AS t, position('1' IN region) AS p, substring(title FROM size FOR 2) AS s, regexp_replace(title, region, 'y') AS r FROM firms
SELECT id, count(*) OVER () AS n FROM firms WHERE size > 2
SELECT id, rank() OVER (ORDER BY (SELECT count(*) FROM pay WHERE person = firms.id)) AS r FROM firms
SELECT (SELECT count(*) FROM (SELECT 1 FROM pay WHERE person = firms.id)) AS n FROM firms
SELECT id FROM firms f WHERE size = (SELECT max(size) FROM firms g WHERE g.region = f.region)
SELECT id FROM firms OFFSET (SELECT count(*) FROM deaths WHERE source = 'x')
SELECT id FROM firms LIMIT 50%
SELECT sum(x) AS s FROM (SELECT unnest([q1, q2]) AS x FROM wide)
SELECT list_reduce(tags, lambda a, b: a || b || sex) AS r FROM persons WHERE len(tags) > 0
SELECT list_transform(list_filter(tags, lambda x: x > sex), lambda x, i: x || i || region) AS t FROM persons
SELECT CASE WHEN EXISTS (SELECT 1 FROM deaths WHERE person = id) THEN 'd' ELSE name END AS s FROM persons
SELECT row(id, name) AS r, (id, sex) AS q FROM persons
SELECT min_by(title, size) AS a, max_by(title, id) AS b FROM firms
SELECT approx_quantile(size, 0.5) AS q, median(size) AS m, quantile_disc(size, 0.25) AS d FROM firms
SELECT product(size) AS p, bit_or(size) AS b, bool_and(size > id) AS a, corr(size, id) AS c FROM firms
SELECT id FROM firms WHERE title SIMILAR TO region
SELECT title COLLATE NOCASE AS t FROM firms ORDER BY size LIMIT 1
SELECT alias(id) AS a, typeof(title) AS t FROM firms
SELECT if(size > 2, title, region) AS x, ifnull(title, region) AS y, CASE WHEN size IN (SELECT amount FROM pay) THEN id END AS w FROM firms
SELECT p.id AS who, f.title, c.n FROM persons p JOIN firms f ON f.id = p.firm JOIN LATERAL (SELECT count(*) AS n FROM pay WHERE person = p.id AND amount > f.size) c ON true
SELECT size AS id, title FROM firms QUALIFY row_number() OVER (ORDER BY id, title, region) = 1
SELECT size AS id FROM firms ORDER BY -id, title, region LIMIT 1
SELECT max(size) AS region FROM firms GROUP BY region HAVING region > '4701'
SELECT pay.amount, deaths.source FROM (pay JOIN deaths ON pay.person = deaths.person)
SELECT p.name, deaths.source FROM persons p JOIN (deaths JOIN awards USING (person)) ON p.id = deaths.person
SELECT person, awards.pension, d.source FROM pay JOIN (deaths d JOIN awards USING (person)) USING (person)
SELECT x.pension, x.source FROM (deaths d JOIN awards USING (person)) AS x
SELECT unnest(list({'a': id, 'b': name})).a AS n FROM persons
SELECT list({'a': size, 'b': title} ORDER BY id)[1].b AS n, region FROM firms GROUP BY region
SELECT u.s.b AS n FROM persons p, unnest([{'a': p.id, 'b': p.name}, {'a': p.firm, 'b': p.sex}]) AS u(s) WHERE u.s.a > 2
SELECT list_filter([{'a': id, 'b': size}], lambda s: s.a > 2)[1].b AS n FROM firms
SELECT id, unnest(CASE WHEN id > 3 THEN home END) FROM persons
SELECT {'l': [{'a': id, 'b': firm}]}.l[1].b AS n FROM persons
WITH pay AS (SELECT person FROM awards) SELECT m.amount FROM pay p JOIN main.pay m USING (person)
SELECT ARRAY(SELECT size FROM firms f WHERE f.region = p.region ORDER BY id, title) AS l FROM persons p
SELECT count(*) FILTER (firm > 2) OVER (PARTITION BY sex) AS n, [x + id FOR x IN [firm, length(name)]] AS l FROM persons
SELECT list_sort([{'a': id, 'b': size}, {'a': size, 'b': id}])[1].b AS n FROM firms
SELECT max({'a': size, 'b': title}).b AS n FROM firms
SELECT list_sort(list({'a': size, 'b': title}))[1].b AS n, region FROM firms GROUP BY region
SELECT list_distinct([{'a': id, 'b': 1}, {'a': size, 'b': 1}])[1].b AS n FROM firms
SELECT coalesce({'a': id, 'b': size}, NULL).b AS n FROM firms
