-- 18 columns, 286 features, 26 scans, 1 stages
-- column id: int64, id, the id
-- column dep_delay: int64, numeric
-- column arr_delay: int64, numeric, the target
-- column distance: int64, numeric
-- column seats: int64, numeric
-- column plane_year: int64, numeric
-- column air_time: int64, numeric
-- column temp: double, numeric
-- column humid: double, numeric
-- column wind_speed: double, numeric
-- column pressure: double, numeric
-- column carrier: text, categorical, the group
-- column origin: text, categorical
-- column dest: text, categorical
-- column manufacturer: text, categorical
-- column tailnum: text, categorical
-- column dep_ts: timestamp, datetime, the time
-- column arr_ts: timestamp, datetime
-- the table
SELECT c0 AS "id", c1 AS "dep_delay", c2 AS "arr_delay", c3 AS "distance", c4 AS "seats", c5 AS "plane_year", c6 AS "air_time", CASE WHEN isfinite(c7) THEN c7 END AS "temp", CASE WHEN isfinite(c8) THEN c8 END AS "humid", CASE WHEN isfinite(c9) THEN c9 END AS "wind_speed", CASE WHEN isfinite(c10) THEN c10 END AS "pressure", c11 AS "carrier", c12 AS "origin", c13 AS "dest", c14 AS "manufacturer", c15 AS "tailnum", c16 AS "dep_ts", c17 AS "arr_ts", t.file_row_number AS "mdm_row"
FROM read_parquet('TEMP/input-1.parquet', hive_partitioning = false) AS t(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17);

-- scan for ranges (5)
SELECT min(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE, max(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE, min(TRY_CAST("distance" AS DOUBLE))::DOUBLE, max(TRY_CAST("distance" AS DOUBLE))::DOUBLE, min(TRY_CAST("air_time" AS DOUBLE))::DOUBLE, max(TRY_CAST("air_time" AS DOUBLE))::DOUBLE, min("humid")::DOUBLE, max("humid")::DOUBLE, min("pressure")::DOUBLE, max("pressure")::DOUBLE
FROM (THE TABLE);

-- scan for aggregates (5)
SELECT (count("carrier"))::DOUBLE, (count("origin"))::DOUBLE, (count("dest"))::DOUBLE, (count("manufacturer"))::DOUBLE, (count("tailnum"))::DOUBLE
FROM (THE TABLE);

-- scan for group by "carrier" (26)
CREATE OR REPLACE TABLE g1 AS SELECT "carrier" AS k0, CAST(CASE WHEN count(TRY_CAST("dep_delay" AS DOUBLE)) > 0 THEN (0e0 + sum(CAST((TRY_CAST("dep_delay" AS DOUBLE)) * 2251799813685248e0 AS BIGINT))::DOUBLE / count(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE * 4.440892098500626e-16) END AS DOUBLE) AS "mean_1", CAST(CASE WHEN count(TRY_CAST("dep_delay" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("dep_delay" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT)) - sum(CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE * (count(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE - 1e0))) * 1.1368683772161603e-13 END AS DOUBLE) AS "std_2", CAST(min(TRY_CAST("dep_delay" AS DOUBLE)) AS DOUBLE) AS "min_3", CAST(max(TRY_CAST("dep_delay" AS DOUBLE)) AS DOUBLE) AS "max_4", CAST(count(TRY_CAST("dep_delay" AS DOUBLE)) AS BIGINT) AS "count_5", CAST(CASE WHEN count(TRY_CAST("distance" AS DOUBLE)) > 0 THEN (0e0 + sum(CAST((TRY_CAST("distance" AS DOUBLE)) * 140737488355328e0 AS BIGINT))::DOUBLE / count(TRY_CAST("distance" AS DOUBLE))::DOUBLE * 7.105427357601002e-15) END AS DOUBLE) AS "mean_6", CAST(CASE WHEN count(TRY_CAST("distance" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("distance" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT)) - sum(CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("distance" AS DOUBLE))::DOUBLE * (count(TRY_CAST("distance" AS DOUBLE))::DOUBLE - 1e0))) * 9.094947017729282e-13 END AS DOUBLE) AS "std_7", CAST(min(TRY_CAST("distance" AS DOUBLE)) AS DOUBLE) AS "min_8", CAST(max(TRY_CAST("distance" AS DOUBLE)) AS DOUBLE) AS "max_9", CAST(count(TRY_CAST("distance" AS DOUBLE)) AS BIGINT) AS "count_10", CAST(CASE WHEN count(TRY_CAST("air_time" AS DOUBLE)) > 0 THEN (0e0 + sum(CAST((TRY_CAST("air_time" AS DOUBLE)) * 1125899906842624e0 AS BIGINT))::DOUBLE / count(TRY_CAST("air_time" AS DOUBLE))::DOUBLE * 8.881784197001252e-16) END AS DOUBLE) AS "mean_11", CAST(CASE WHEN count(TRY_CAST("air_time" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("air_time" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT)) - sum(CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("air_time" AS DOUBLE))::DOUBLE * (count(TRY_CAST("air_time" AS DOUBLE))::DOUBLE - 1e0))) * 1.1368683772161603e-13 END AS DOUBLE) AS "std_12", CAST(min(TRY_CAST("air_time" AS DOUBLE)) AS DOUBLE) AS "min_13", CAST(max(TRY_CAST("air_time" AS DOUBLE)) AS DOUBLE) AS "max_14", CAST(count(TRY_CAST("air_time" AS DOUBLE)) AS BIGINT) AS "count_15", CAST(CASE WHEN count("humid") > 0 THEN (0e0 + sum(CAST(("humid") * 9007199254740992e0 AS BIGINT))::DOUBLE / count("humid")::DOUBLE * 1.1102230246251565e-16) END AS DOUBLE) AS "mean_16", CAST(CASE WHEN count("humid") > 1 THEN sqrt((count("humid")::HUGEINT * sum(CAST(CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT) AS HUGEINT) * CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT)) - sum(CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT))::HUGEINT * sum(CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT)))::DOUBLE / (count("humid")::DOUBLE * (count("humid")::DOUBLE - 1e0))) * 1.4210854715202004e-14 END AS DOUBLE) AS "std_17", CAST(min("humid") AS DOUBLE) AS "min_18", CAST(max("humid") AS DOUBLE) AS "max_19", CAST(count("humid") AS BIGINT) AS "count_20", CAST(CASE WHEN count("pressure") > 0 THEN (1013.45e0 + sum(CAST(("pressure" - 1013.45e0) * 36028797018963970e0 AS BIGINT))::DOUBLE / count("pressure")::DOUBLE * 2.7755575615628914e-17) END AS DOUBLE) AS "mean_21", CAST(CASE WHEN count("pressure") > 1 THEN sqrt((count("pressure")::HUGEINT * sum(CAST(CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT) AS HUGEINT) * CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT)) - sum(CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT))::HUGEINT * sum(CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT)))::DOUBLE / (count("pressure")::DOUBLE * (count("pressure")::DOUBLE - 1e0))) * 7.105427357601002e-15 END AS DOUBLE) AS "std_22", CAST(min("pressure") AS DOUBLE) AS "min_23", CAST(max("pressure") AS DOUBLE) AS "max_24", CAST(count("pressure") AS BIGINT) AS "count_25", CAST(count(*) AS BIGINT) AS "rows_26"
FROM (THE TABLE)
WHERE "carrier" IS NOT NULL
GROUP BY 1;

-- scan for group by "origin" (26)
CREATE OR REPLACE TABLE g2 AS SELECT "origin" AS k0, CAST(CASE WHEN count(TRY_CAST("dep_delay" AS DOUBLE)) > 0 THEN (0e0 + sum(CAST((TRY_CAST("dep_delay" AS DOUBLE)) * 2251799813685248e0 AS BIGINT))::DOUBLE / count(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE * 4.440892098500626e-16) END AS DOUBLE) AS "mean_1", CAST(CASE WHEN count(TRY_CAST("dep_delay" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("dep_delay" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT)) - sum(CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE * (count(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE - 1e0))) * 1.1368683772161603e-13 END AS DOUBLE) AS "std_2", CAST(min(TRY_CAST("dep_delay" AS DOUBLE)) AS DOUBLE) AS "min_3", CAST(max(TRY_CAST("dep_delay" AS DOUBLE)) AS DOUBLE) AS "max_4", CAST(count(TRY_CAST("dep_delay" AS DOUBLE)) AS BIGINT) AS "count_5", CAST(CASE WHEN count(TRY_CAST("distance" AS DOUBLE)) > 0 THEN (0e0 + sum(CAST((TRY_CAST("distance" AS DOUBLE)) * 140737488355328e0 AS BIGINT))::DOUBLE / count(TRY_CAST("distance" AS DOUBLE))::DOUBLE * 7.105427357601002e-15) END AS DOUBLE) AS "mean_6", CAST(CASE WHEN count(TRY_CAST("distance" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("distance" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT)) - sum(CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("distance" AS DOUBLE))::DOUBLE * (count(TRY_CAST("distance" AS DOUBLE))::DOUBLE - 1e0))) * 9.094947017729282e-13 END AS DOUBLE) AS "std_7", CAST(min(TRY_CAST("distance" AS DOUBLE)) AS DOUBLE) AS "min_8", CAST(max(TRY_CAST("distance" AS DOUBLE)) AS DOUBLE) AS "max_9", CAST(count(TRY_CAST("distance" AS DOUBLE)) AS BIGINT) AS "count_10", CAST(CASE WHEN count(TRY_CAST("air_time" AS DOUBLE)) > 0 THEN (0e0 + sum(CAST((TRY_CAST("air_time" AS DOUBLE)) * 1125899906842624e0 AS BIGINT))::DOUBLE / count(TRY_CAST("air_time" AS DOUBLE))::DOUBLE * 8.881784197001252e-16) END AS DOUBLE) AS "mean_11", CAST(CASE WHEN count(TRY_CAST("air_time" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("air_time" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT)) - sum(CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("air_time" AS DOUBLE))::DOUBLE * (count(TRY_CAST("air_time" AS DOUBLE))::DOUBLE - 1e0))) * 1.1368683772161603e-13 END AS DOUBLE) AS "std_12", CAST(min(TRY_CAST("air_time" AS DOUBLE)) AS DOUBLE) AS "min_13", CAST(max(TRY_CAST("air_time" AS DOUBLE)) AS DOUBLE) AS "max_14", CAST(count(TRY_CAST("air_time" AS DOUBLE)) AS BIGINT) AS "count_15", CAST(CASE WHEN count("humid") > 0 THEN (0e0 + sum(CAST(("humid") * 9007199254740992e0 AS BIGINT))::DOUBLE / count("humid")::DOUBLE * 1.1102230246251565e-16) END AS DOUBLE) AS "mean_16", CAST(CASE WHEN count("humid") > 1 THEN sqrt((count("humid")::HUGEINT * sum(CAST(CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT) AS HUGEINT) * CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT)) - sum(CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT))::HUGEINT * sum(CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT)))::DOUBLE / (count("humid")::DOUBLE * (count("humid")::DOUBLE - 1e0))) * 1.4210854715202004e-14 END AS DOUBLE) AS "std_17", CAST(min("humid") AS DOUBLE) AS "min_18", CAST(max("humid") AS DOUBLE) AS "max_19", CAST(count("humid") AS BIGINT) AS "count_20", CAST(CASE WHEN count("pressure") > 0 THEN (1013.45e0 + sum(CAST(("pressure" - 1013.45e0) * 36028797018963970e0 AS BIGINT))::DOUBLE / count("pressure")::DOUBLE * 2.7755575615628914e-17) END AS DOUBLE) AS "mean_21", CAST(CASE WHEN count("pressure") > 1 THEN sqrt((count("pressure")::HUGEINT * sum(CAST(CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT) AS HUGEINT) * CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT)) - sum(CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT))::HUGEINT * sum(CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT)))::DOUBLE / (count("pressure")::DOUBLE * (count("pressure")::DOUBLE - 1e0))) * 7.105427357601002e-15 END AS DOUBLE) AS "std_22", CAST(min("pressure") AS DOUBLE) AS "min_23", CAST(max("pressure") AS DOUBLE) AS "max_24", CAST(count("pressure") AS BIGINT) AS "count_25", CAST(count(*) AS BIGINT) AS "rows_26"
FROM (THE TABLE)
WHERE "origin" IS NOT NULL
GROUP BY 1;

-- scan for group by "manufacturer" (26)
CREATE OR REPLACE TABLE g3 AS SELECT "manufacturer" AS k0, CAST(CASE WHEN count(TRY_CAST("dep_delay" AS DOUBLE)) > 0 THEN (0e0 + sum(CAST((TRY_CAST("dep_delay" AS DOUBLE)) * 2251799813685248e0 AS BIGINT))::DOUBLE / count(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE * 4.440892098500626e-16) END AS DOUBLE) AS "mean_1", CAST(CASE WHEN count(TRY_CAST("dep_delay" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("dep_delay" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT)) - sum(CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("dep_delay" AS DOUBLE) - 240e0) * 8796093022208e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE * (count(TRY_CAST("dep_delay" AS DOUBLE))::DOUBLE - 1e0))) * 1.1368683772161603e-13 END AS DOUBLE) AS "std_2", CAST(min(TRY_CAST("dep_delay" AS DOUBLE)) AS DOUBLE) AS "min_3", CAST(max(TRY_CAST("dep_delay" AS DOUBLE)) AS DOUBLE) AS "max_4", CAST(count(TRY_CAST("dep_delay" AS DOUBLE)) AS BIGINT) AS "count_5", CAST(CASE WHEN count(TRY_CAST("distance" AS DOUBLE)) > 0 THEN (0e0 + sum(CAST((TRY_CAST("distance" AS DOUBLE)) * 140737488355328e0 AS BIGINT))::DOUBLE / count(TRY_CAST("distance" AS DOUBLE))::DOUBLE * 7.105427357601002e-15) END AS DOUBLE) AS "mean_6", CAST(CASE WHEN count(TRY_CAST("distance" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("distance" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT)) - sum(CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("distance" AS DOUBLE) - 2531.5e0) * 1099511627776e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("distance" AS DOUBLE))::DOUBLE * (count(TRY_CAST("distance" AS DOUBLE))::DOUBLE - 1e0))) * 9.094947017729282e-13 END AS DOUBLE) AS "std_7", CAST(min(TRY_CAST("distance" AS DOUBLE)) AS DOUBLE) AS "min_8", CAST(max(TRY_CAST("distance" AS DOUBLE)) AS DOUBLE) AS "max_9", CAST(count(TRY_CAST("distance" AS DOUBLE)) AS BIGINT) AS "count_10", CAST(CASE WHEN count(TRY_CAST("air_time" AS DOUBLE)) > 0 THEN (0e0 + sum(CAST((TRY_CAST("air_time" AS DOUBLE)) * 1125899906842624e0 AS BIGINT))::DOUBLE / count(TRY_CAST("air_time" AS DOUBLE))::DOUBLE * 8.881784197001252e-16) END AS DOUBLE) AS "mean_11", CAST(CASE WHEN count(TRY_CAST("air_time" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("air_time" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT)) - sum(CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("air_time" AS DOUBLE) - 338.5e0) * 8796093022208e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("air_time" AS DOUBLE))::DOUBLE * (count(TRY_CAST("air_time" AS DOUBLE))::DOUBLE - 1e0))) * 1.1368683772161603e-13 END AS DOUBLE) AS "std_12", CAST(min(TRY_CAST("air_time" AS DOUBLE)) AS DOUBLE) AS "min_13", CAST(max(TRY_CAST("air_time" AS DOUBLE)) AS DOUBLE) AS "max_14", CAST(count(TRY_CAST("air_time" AS DOUBLE)) AS BIGINT) AS "count_15", CAST(CASE WHEN count("humid") > 0 THEN (0e0 + sum(CAST(("humid") * 9007199254740992e0 AS BIGINT))::DOUBLE / count("humid")::DOUBLE * 1.1102230246251565e-16) END AS DOUBLE) AS "mean_16", CAST(CASE WHEN count("humid") > 1 THEN sqrt((count("humid")::HUGEINT * sum(CAST(CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT) AS HUGEINT) * CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT)) - sum(CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT))::HUGEINT * sum(CAST(("humid" - 56.37e0) * 70368744177664e0 AS BIGINT)))::DOUBLE / (count("humid")::DOUBLE * (count("humid")::DOUBLE - 1e0))) * 1.4210854715202004e-14 END AS DOUBLE) AS "std_17", CAST(min("humid") AS DOUBLE) AS "min_18", CAST(max("humid") AS DOUBLE) AS "max_19", CAST(count("humid") AS BIGINT) AS "count_20", CAST(CASE WHEN count("pressure") > 0 THEN (1013.45e0 + sum(CAST(("pressure" - 1013.45e0) * 36028797018963970e0 AS BIGINT))::DOUBLE / count("pressure")::DOUBLE * 2.7755575615628914e-17) END AS DOUBLE) AS "mean_21", CAST(CASE WHEN count("pressure") > 1 THEN sqrt((count("pressure")::HUGEINT * sum(CAST(CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT) AS HUGEINT) * CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT)) - sum(CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT))::HUGEINT * sum(CAST(("pressure" - 1013.45e0) * 140737488355328e0 AS BIGINT)))::DOUBLE / (count("pressure")::DOUBLE * (count("pressure")::DOUBLE - 1e0))) * 7.105427357601002e-15 END AS DOUBLE) AS "std_22", CAST(min("pressure") AS DOUBLE) AS "min_23", CAST(max("pressure") AS DOUBLE) AS "max_24", CAST(count("pressure") AS BIGINT) AS "count_25", CAST(count(*) AS BIGINT) AS "rows_26"
FROM (THE TABLE)
WHERE "manufacturer" IS NOT NULL
GROUP BY 1;

-- scan for group by "dest" (1)
CREATE OR REPLACE TABLE g4 AS SELECT "dest" AS k0, CAST(count(*) AS BIGINT) AS "rows_1"
FROM (THE TABLE)
WHERE "dest" IS NOT NULL
GROUP BY 1;

-- scan for group by "tailnum" (1)
CREATE OR REPLACE TABLE g5 AS SELECT "tailnum" AS k0, CAST(count(*) AS BIGINT) AS "rows_1"
FROM (THE TABLE)
WHERE "tailnum" IS NOT NULL
GROUP BY 1;

-- scan for ranges by fold (1)
SELECT mdm_piece, min(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE, max(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
GROUP BY 1
ORDER BY 1;

-- scan for group by "carrier" (2)
CREATE OR REPLACE TABLE g6_pieces AS SELECT "carrier" AS k0, mdm_piece AS piece, count(TRY_CAST("arr_delay" AS DOUBLE)) AS p0, CASE WHEN count(TRY_CAST("arr_delay" AS DOUBLE)) > 0 THEN (CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END + sum(CAST((TRY_CAST("arr_delay" AS DOUBLE) - CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END) * CASE mdm_piece WHEN 0 THEN 2251799813685248e0 WHEN 1 THEN 2251799813685248e0 WHEN 2 THEN 2251799813685248e0 WHEN 3 THEN 2251799813685248e0 WHEN 4 THEN 2251799813685248e0 END AS BIGINT))::DOUBLE / count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE * CASE mdm_piece WHEN 0 THEN 4.440892098500626e-16 WHEN 1 THEN 4.440892098500626e-16 WHEN 2 THEN 4.440892098500626e-16 WHEN 3 THEN 4.440892098500626e-16 WHEN 4 THEN 4.440892098500626e-16 END) * count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE END AS p1
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "carrier" IS NOT NULL
GROUP BY 1, 2;

-- scan for group by "carrier" (2)
CREATE OR REPLACE TABLE g6 AS SELECT k0, CAST(sum(p0) AS BIGINT) AS "count_1", CAST(sum(p1
ORDER BY piece) AS DOUBLE) AS "sum_2"
FROM g6_pieces
GROUP BY 1;

-- scan for group by "carrier" (2)
CREATE OR REPLACE TABLE g6_oof AS SELECT f.fold::INTEGER AS fold, x.k0, CAST(sum(x.p0) AS BIGINT) AS "count_1", CAST(sum(x.p1
ORDER BY x.piece) AS DOUBLE) AS "sum_2"
FROM g6_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2;

-- scan for group by nothing (2)
CREATE OR REPLACE TABLE g7_pieces AS SELECT mdm_piece AS piece, count(TRY_CAST("arr_delay" AS DOUBLE)) AS p0, CASE WHEN count(TRY_CAST("arr_delay" AS DOUBLE)) > 0 THEN (CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END + sum(CAST((TRY_CAST("arr_delay" AS DOUBLE) - CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END) * CASE mdm_piece WHEN 0 THEN 2251799813685248e0 WHEN 1 THEN 2251799813685248e0 WHEN 2 THEN 2251799813685248e0 WHEN 3 THEN 2251799813685248e0 WHEN 4 THEN 2251799813685248e0 END AS BIGINT))::DOUBLE / count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE * CASE mdm_piece WHEN 0 THEN 4.440892098500626e-16 WHEN 1 THEN 4.440892098500626e-16 WHEN 2 THEN 4.440892098500626e-16 WHEN 3 THEN 4.440892098500626e-16 WHEN 4 THEN 4.440892098500626e-16 END) * count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE END AS p1
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE TRUE
GROUP BY 1;

-- scan for group by nothing (2)
CREATE OR REPLACE TABLE g7 AS SELECT CAST(sum(p0) AS BIGINT) AS "count_1", CAST(sum(p1
ORDER BY piece) AS DOUBLE) AS "sum_2"
FROM g7_pieces;

-- scan for group by nothing (2)
CREATE OR REPLACE TABLE g7_oof AS SELECT f.fold::INTEGER AS fold, CAST(sum(x.p0) AS BIGINT) AS "count_1", CAST(sum(x.p1
ORDER BY x.piece) AS DOUBLE) AS "sum_2"
FROM g7_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1;

-- scan for group by "origin" (2)
CREATE OR REPLACE TABLE g8_pieces AS SELECT "origin" AS k0, mdm_piece AS piece, count(TRY_CAST("arr_delay" AS DOUBLE)) AS p0, CASE WHEN count(TRY_CAST("arr_delay" AS DOUBLE)) > 0 THEN (CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END + sum(CAST((TRY_CAST("arr_delay" AS DOUBLE) - CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END) * CASE mdm_piece WHEN 0 THEN 2251799813685248e0 WHEN 1 THEN 2251799813685248e0 WHEN 2 THEN 2251799813685248e0 WHEN 3 THEN 2251799813685248e0 WHEN 4 THEN 2251799813685248e0 END AS BIGINT))::DOUBLE / count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE * CASE mdm_piece WHEN 0 THEN 4.440892098500626e-16 WHEN 1 THEN 4.440892098500626e-16 WHEN 2 THEN 4.440892098500626e-16 WHEN 3 THEN 4.440892098500626e-16 WHEN 4 THEN 4.440892098500626e-16 END) * count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE END AS p1
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "origin" IS NOT NULL
GROUP BY 1, 2;

-- scan for group by "origin" (2)
CREATE OR REPLACE TABLE g8 AS SELECT k0, CAST(sum(p0) AS BIGINT) AS "count_1", CAST(sum(p1
ORDER BY piece) AS DOUBLE) AS "sum_2"
FROM g8_pieces
GROUP BY 1;

-- scan for group by "origin" (2)
CREATE OR REPLACE TABLE g8_oof AS SELECT f.fold::INTEGER AS fold, x.k0, CAST(sum(x.p0) AS BIGINT) AS "count_1", CAST(sum(x.p1
ORDER BY x.piece) AS DOUBLE) AS "sum_2"
FROM g8_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2;

-- scan for group by "dest" (2)
CREATE OR REPLACE TABLE g9_pieces AS SELECT "dest" AS k0, mdm_piece AS piece, count(TRY_CAST("arr_delay" AS DOUBLE)) AS p0, CASE WHEN count(TRY_CAST("arr_delay" AS DOUBLE)) > 0 THEN (CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END + sum(CAST((TRY_CAST("arr_delay" AS DOUBLE) - CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END) * CASE mdm_piece WHEN 0 THEN 2251799813685248e0 WHEN 1 THEN 2251799813685248e0 WHEN 2 THEN 2251799813685248e0 WHEN 3 THEN 2251799813685248e0 WHEN 4 THEN 2251799813685248e0 END AS BIGINT))::DOUBLE / count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE * CASE mdm_piece WHEN 0 THEN 4.440892098500626e-16 WHEN 1 THEN 4.440892098500626e-16 WHEN 2 THEN 4.440892098500626e-16 WHEN 3 THEN 4.440892098500626e-16 WHEN 4 THEN 4.440892098500626e-16 END) * count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE END AS p1
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "dest" IS NOT NULL
GROUP BY 1, 2;

-- scan for group by "dest" (2)
CREATE OR REPLACE TABLE g9 AS SELECT k0, CAST(sum(p0) AS BIGINT) AS "count_1", CAST(sum(p1
ORDER BY piece) AS DOUBLE) AS "sum_2"
FROM g9_pieces
GROUP BY 1;

-- scan for group by "dest" (2)
CREATE OR REPLACE TABLE g9_oof AS SELECT f.fold::INTEGER AS fold, x.k0, CAST(sum(x.p0) AS BIGINT) AS "count_1", CAST(sum(x.p1
ORDER BY x.piece) AS DOUBLE) AS "sum_2"
FROM g9_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2;

-- scan for group by "manufacturer" (2)
CREATE OR REPLACE TABLE g10_pieces AS SELECT "manufacturer" AS k0, mdm_piece AS piece, count(TRY_CAST("arr_delay" AS DOUBLE)) AS p0, CASE WHEN count(TRY_CAST("arr_delay" AS DOUBLE)) > 0 THEN (CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END + sum(CAST((TRY_CAST("arr_delay" AS DOUBLE) - CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END) * CASE mdm_piece WHEN 0 THEN 2251799813685248e0 WHEN 1 THEN 2251799813685248e0 WHEN 2 THEN 2251799813685248e0 WHEN 3 THEN 2251799813685248e0 WHEN 4 THEN 2251799813685248e0 END AS BIGINT))::DOUBLE / count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE * CASE mdm_piece WHEN 0 THEN 4.440892098500626e-16 WHEN 1 THEN 4.440892098500626e-16 WHEN 2 THEN 4.440892098500626e-16 WHEN 3 THEN 4.440892098500626e-16 WHEN 4 THEN 4.440892098500626e-16 END) * count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE END AS p1
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "manufacturer" IS NOT NULL
GROUP BY 1, 2;

-- scan for group by "manufacturer" (2)
CREATE OR REPLACE TABLE g10 AS SELECT k0, CAST(sum(p0) AS BIGINT) AS "count_1", CAST(sum(p1
ORDER BY piece) AS DOUBLE) AS "sum_2"
FROM g10_pieces
GROUP BY 1;

-- scan for group by "manufacturer" (2)
CREATE OR REPLACE TABLE g10_oof AS SELECT f.fold::INTEGER AS fold, x.k0, CAST(sum(x.p0) AS BIGINT) AS "count_1", CAST(sum(x.p1
ORDER BY x.piece) AS DOUBLE) AS "sum_2"
FROM g10_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2;

-- scan for group by "tailnum" (2)
CREATE OR REPLACE TABLE g11_pieces AS SELECT "tailnum" AS k0, mdm_piece AS piece, count(TRY_CAST("arr_delay" AS DOUBLE)) AS p0, CASE WHEN count(TRY_CAST("arr_delay" AS DOUBLE)) > 0 THEN (CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END + sum(CAST((TRY_CAST("arr_delay" AS DOUBLE) - CASE mdm_piece WHEN 0 THEN 0e0 WHEN 1 THEN 0e0 WHEN 2 THEN 0e0 WHEN 3 THEN 0e0 WHEN 4 THEN 0e0 END) * CASE mdm_piece WHEN 0 THEN 2251799813685248e0 WHEN 1 THEN 2251799813685248e0 WHEN 2 THEN 2251799813685248e0 WHEN 3 THEN 2251799813685248e0 WHEN 4 THEN 2251799813685248e0 END AS BIGINT))::DOUBLE / count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE * CASE mdm_piece WHEN 0 THEN 4.440892098500626e-16 WHEN 1 THEN 4.440892098500626e-16 WHEN 2 THEN 4.440892098500626e-16 WHEN 3 THEN 4.440892098500626e-16 WHEN 4 THEN 4.440892098500626e-16 END) * count(TRY_CAST("arr_delay" AS DOUBLE))::DOUBLE END AS p1
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "tailnum" IS NOT NULL
GROUP BY 1, 2;

-- scan for group by "tailnum" (2)
CREATE OR REPLACE TABLE g11 AS SELECT k0, CAST(sum(p0) AS BIGINT) AS "count_1", CAST(sum(p1
ORDER BY piece) AS DOUBLE) AS "sum_2"
FROM g11_pieces
GROUP BY 1;

-- scan for group by "tailnum" (2)
CREATE OR REPLACE TABLE g11_oof AS SELECT f.fold::INTEGER AS fold, x.k0, CAST(sum(x.p0) AS BIGINT) AS "count_1", CAST(sum(x.p1
ORDER BY x.piece) AS DOUBLE) AS "sum_2"
FROM g11_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2;

-- stage m_s1: window, lag of TRY_CAST("dep_delay" AS DOUBLE), lag of TRY_CAST("dep_delay" AS DOUBLE), lag of TRY_CAST("distance" AS DOUBLE), lag of TRY_CAST("distance" AS DOUBLE), lag of TRY_CAST("seats" AS DOUBLE), lag of TRY_CAST("seats" AS DOUBLE), lag of TRY_CAST("plane_year" AS DOUBLE), lag of TRY_CAST("plane_year" AS DOUBLE), lag of TRY_CAST("air_time" AS DOUBLE), lag of TRY_CAST("air_time" AS DOUBLE), lag of "temp", lag of "temp", lag of "humid", lag of "humid", lag of "wind_speed", lag of "wind_speed", lag of "pressure", lag of "pressure", lag of epoch("dep_ts"), mean of TRY_CAST("dep_delay" AS DOUBLE), std of TRY_CAST("dep_delay" AS DOUBLE), min of TRY_CAST("dep_delay" AS DOUBLE), max of TRY_CAST("dep_delay" AS DOUBLE), sum of TRY_CAST("dep_delay" AS DOUBLE), count of TRY_CAST("dep_delay" AS DOUBLE), mean of TRY_CAST("dep_delay" AS DOUBLE), std of TRY_CAST("dep_delay" AS DOUBLE), min of TRY_CAST("dep_delay" AS DOUBLE), max of TRY_CAST("dep_delay" AS DOUBLE), sum of TRY_CAST("dep_delay" AS DOUBLE), count of TRY_CAST("dep_delay" AS DOUBLE), mean of TRY_CAST("dep_delay" AS DOUBLE), std of TRY_CAST("dep_delay" AS DOUBLE), min of TRY_CAST("dep_delay" AS DOUBLE), max of TRY_CAST("dep_delay" AS DOUBLE), sum of TRY_CAST("dep_delay" AS DOUBLE), count of TRY_CAST("dep_delay" AS DOUBLE), mean of TRY_CAST("distance" AS DOUBLE), std of TRY_CAST("distance" AS DOUBLE), min of TRY_CAST("distance" AS DOUBLE), max of TRY_CAST("distance" AS DOUBLE), sum of TRY_CAST("distance" AS DOUBLE), count of TRY_CAST("distance" AS DOUBLE), mean of TRY_CAST("distance" AS DOUBLE), std of TRY_CAST("distance" AS DOUBLE), min of TRY_CAST("distance" AS DOUBLE), max of TRY_CAST("distance" AS DOUBLE), sum of TRY_CAST("distance" AS DOUBLE), count of TRY_CAST("distance" AS DOUBLE), mean of TRY_CAST("distance" AS DOUBLE), std of TRY_CAST("distance" AS DOUBLE), min of TRY_CAST("distance" AS DOUBLE), max of TRY_CAST("distance" AS DOUBLE), sum of TRY_CAST("distance" AS DOUBLE), count of TRY_CAST("distance" AS DOUBLE), mean of TRY_CAST("seats" AS DOUBLE), std of TRY_CAST("seats" AS DOUBLE), min of TRY_CAST("seats" AS DOUBLE), max of TRY_CAST("seats" AS DOUBLE), sum of TRY_CAST("seats" AS DOUBLE), count of TRY_CAST("seats" AS DOUBLE), mean of TRY_CAST("seats" AS DOUBLE), std of TRY_CAST("seats" AS DOUBLE), min of TRY_CAST("seats" AS DOUBLE), max of TRY_CAST("seats" AS DOUBLE), sum of TRY_CAST("seats" AS DOUBLE), count of TRY_CAST("seats" AS DOUBLE), mean of TRY_CAST("seats" AS DOUBLE), std of TRY_CAST("seats" AS DOUBLE), min of TRY_CAST("seats" AS DOUBLE), max of TRY_CAST("seats" AS DOUBLE), sum of TRY_CAST("seats" AS DOUBLE), count of TRY_CAST("seats" AS DOUBLE), mean of TRY_CAST("plane_year" AS DOUBLE), std of TRY_CAST("plane_year" AS DOUBLE), min of TRY_CAST("plane_year" AS DOUBLE), max of TRY_CAST("plane_year" AS DOUBLE), sum of TRY_CAST("plane_year" AS DOUBLE), count of TRY_CAST("plane_year" AS DOUBLE), mean of TRY_CAST("plane_year" AS DOUBLE), std of TRY_CAST("plane_year" AS DOUBLE), min of TRY_CAST("plane_year" AS DOUBLE), max of TRY_CAST("plane_year" AS DOUBLE), sum of TRY_CAST("plane_year" AS DOUBLE), count of TRY_CAST("plane_year" AS DOUBLE), mean of TRY_CAST("plane_year" AS DOUBLE), std of TRY_CAST("plane_year" AS DOUBLE), min of TRY_CAST("plane_year" AS DOUBLE), max of TRY_CAST("plane_year" AS DOUBLE), sum of TRY_CAST("plane_year" AS DOUBLE), count of TRY_CAST("plane_year" AS DOUBLE), mean of TRY_CAST("air_time" AS DOUBLE), std of TRY_CAST("air_time" AS DOUBLE), min of TRY_CAST("air_time" AS DOUBLE), max of TRY_CAST("air_time" AS DOUBLE), sum of TRY_CAST("air_time" AS DOUBLE), count of TRY_CAST("air_time" AS DOUBLE), mean of TRY_CAST("air_time" AS DOUBLE), std of TRY_CAST("air_time" AS DOUBLE), min of TRY_CAST("air_time" AS DOUBLE), max of TRY_CAST("air_time" AS DOUBLE), sum of TRY_CAST("air_time" AS DOUBLE), count of TRY_CAST("air_time" AS DOUBLE), mean of TRY_CAST("air_time" AS DOUBLE), std of TRY_CAST("air_time" AS DOUBLE), min of TRY_CAST("air_time" AS DOUBLE), max of TRY_CAST("air_time" AS DOUBLE), sum of TRY_CAST("air_time" AS DOUBLE), count of TRY_CAST("air_time" AS DOUBLE), mean of "temp", std of "temp", min of "temp", max of "temp", sum of "temp", count of "temp", mean of "temp", std of "temp", min of "temp", max of "temp", sum of "temp", count of "temp", mean of "temp", std of "temp", min of "temp", max of "temp", sum of "temp", count of "temp", mean of "humid", std of "humid", min of "humid", max of "humid", sum of "humid", count of "humid", mean of "humid", std of "humid", min of "humid", max of "humid", sum of "humid", count of "humid", mean of "humid", std of "humid", min of "humid", max of "humid", sum of "humid", count of "humid", mean of "wind_speed", std of "wind_speed", min of "wind_speed", max of "wind_speed", sum of "wind_speed", count of "wind_speed", mean of "wind_speed", std of "wind_speed", min of "wind_speed", max of "wind_speed", sum of "wind_speed", count of "wind_speed", mean of "wind_speed", std of "wind_speed", min of "wind_speed", max of "wind_speed", sum of "wind_speed", count of "wind_speed", mean of "pressure", std of "pressure", min of "pressure", max of "pressure", sum of "pressure", count of "pressure", mean of "pressure", std of "pressure", min of "pressure", max of "pressure", sum of "pressure", count of "pressure", mean of "pressure", std of "pressure", min of "pressure", max of "pressure", sum of "pressure", count of "pressure"
SELECT r, w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15, w16, w17, w18, CASE WHEN isfinite(w19) THEN w19 END AS w19, w20, w21, w22, CASE WHEN isfinite(w23) THEN w23 END AS w23, w24, CASE WHEN isfinite(w25) THEN w25 END AS w25, w26, w27, w28, CASE WHEN isfinite(w29) THEN w29 END AS w29, w30, CASE WHEN isfinite(w31) THEN w31 END AS w31, w32, w33, w34, CASE WHEN isfinite(w35) THEN w35 END AS w35, w36, CASE WHEN isfinite(w37) THEN w37 END AS w37, w38, w39, w40, CASE WHEN isfinite(w41) THEN w41 END AS w41, w42, CASE WHEN isfinite(w43) THEN w43 END AS w43, w44, w45, w46, CASE WHEN isfinite(w47) THEN w47 END AS w47, w48, CASE WHEN isfinite(w49) THEN w49 END AS w49, w50, w51, w52, CASE WHEN isfinite(w53) THEN w53 END AS w53, w54, CASE WHEN isfinite(w55) THEN w55 END AS w55, w56, w57, w58, CASE WHEN isfinite(w59) THEN w59 END AS w59, w60, CASE WHEN isfinite(w61) THEN w61 END AS w61, w62, w63, w64, CASE WHEN isfinite(w65) THEN w65 END AS w65, w66, CASE WHEN isfinite(w67) THEN w67 END AS w67, w68, w69, w70, CASE WHEN isfinite(w71) THEN w71 END AS w71, w72, CASE WHEN isfinite(w73) THEN w73 END AS w73, w74, w75, w76, CASE WHEN isfinite(w77) THEN w77 END AS w77, w78, CASE WHEN isfinite(w79) THEN w79 END AS w79, w80, w81, w82, CASE WHEN isfinite(w83) THEN w83 END AS w83, w84, CASE WHEN isfinite(w85) THEN w85 END AS w85, w86, w87, w88, CASE WHEN isfinite(w89) THEN w89 END AS w89, w90, CASE WHEN isfinite(w91) THEN w91 END AS w91, w92, w93, w94, CASE WHEN isfinite(w95) THEN w95 END AS w95, w96, CASE WHEN isfinite(w97) THEN w97 END AS w97, w98, w99, w100, CASE WHEN isfinite(w101) THEN w101 END AS w101, w102, CASE WHEN isfinite(w103) THEN w103 END AS w103, w104, w105, w106, CASE WHEN isfinite(w107) THEN w107 END AS w107, w108, CASE WHEN isfinite(w109) THEN w109 END AS w109, w110, w111, w112, CASE WHEN isfinite(w113) THEN w113 END AS w113, w114, CASE WHEN isfinite(w115) THEN w115 END AS w115, w116, w117, w118, CASE WHEN isfinite(w119) THEN w119 END AS w119, w120, CASE WHEN isfinite(w121) THEN w121 END AS w121, w122, w123, w124, CASE WHEN isfinite(w125) THEN w125 END AS w125, w126, CASE WHEN isfinite(w127) THEN w127 END AS w127, w128, w129, w130, CASE WHEN isfinite(w131) THEN w131 END AS w131, w132, CASE WHEN isfinite(w133) THEN w133 END AS w133, w134, w135, w136, CASE WHEN isfinite(w137) THEN w137 END AS w137, w138, CASE WHEN isfinite(w139) THEN w139 END AS w139, w140, w141, w142, CASE WHEN isfinite(w143) THEN w143 END AS w143, w144, CASE WHEN isfinite(w145) THEN w145 END AS w145, w146, w147, w148, CASE WHEN isfinite(w149) THEN w149 END AS w149, w150, CASE WHEN isfinite(w151) THEN w151 END AS w151, w152, w153, w154, CASE WHEN isfinite(w155) THEN w155 END AS w155, w156, CASE WHEN isfinite(w157) THEN w157 END AS w157, w158, w159, w160, CASE WHEN isfinite(w161) THEN w161 END AS w161, w162, CASE WHEN isfinite(w163) THEN w163 END AS w163, w164, w165, w166, CASE WHEN isfinite(w167) THEN w167 END AS w167, w168, CASE WHEN isfinite(w169) THEN w169 END AS w169, w170, w171, w172, CASE WHEN isfinite(w173) THEN w173 END AS w173, w174, CASE WHEN isfinite(w175) THEN w175 END AS w175, w176, w177, w178, CASE WHEN isfinite(w179) THEN w179 END AS w179, w180
FROM (SELECT r, lag(a0, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w0, lag(a1, 7) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w1, lag(a2, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w2, lag(a3, 7) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w3, lag(a4, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w4, lag(a5, 7) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w5, lag(a6, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w6, lag(a7, 7) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w7, lag(a8, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w8, lag(a9, 7) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w9, lag(a10, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w10, lag(a11, 7) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w11, lag(a12, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w12, lag(a13, 7) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w13, lag(a14, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w14, lag(a15, 7) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w15, lag(a16, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w16, lag(a17, 7) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w17, lag(a18, 1) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r) AS w18, avg(a19) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w19, stddev_samp(CASE WHEN abs(a20) < 1e150 THEN a20 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w20, min(a21) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w21, max(a22) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w22, sum(a23) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w23, count(a24) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w24, avg(a25) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w25, stddev_samp(CASE WHEN abs(a26) < 1e150 THEN a26 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w26, min(a27) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w27, max(a28) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w28, sum(a29) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w29, count(a30) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w30, CASE WHEN o IS NOT NULL THEN avg(a31) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w31, CASE WHEN o IS NOT NULL THEN stddev_samp(CASE WHEN abs(a32) < 1e150 THEN a32 END) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w32, CASE WHEN o IS NOT NULL THEN min(a33) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w33, CASE WHEN o IS NOT NULL THEN max(a34) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w34, CASE WHEN o IS NOT NULL THEN sum(a35) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w35, CASE WHEN o IS NOT NULL THEN count(a36) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w36, avg(a37) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w37, stddev_samp(CASE WHEN abs(a38) < 1e150 THEN a38 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w38, min(a39) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w39, max(a40) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w40, sum(a41) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w41, count(a42) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w42, avg(a43) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w43, stddev_samp(CASE WHEN abs(a44) < 1e150 THEN a44 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w44, min(a45) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w45, max(a46) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w46, sum(a47) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w47, count(a48) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w48, CASE WHEN o IS NOT NULL THEN avg(a49) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w49, CASE WHEN o IS NOT NULL THEN stddev_samp(CASE WHEN abs(a50) < 1e150 THEN a50 END) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w50, CASE WHEN o IS NOT NULL THEN min(a51) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w51, CASE WHEN o IS NOT NULL THEN max(a52) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w52, CASE WHEN o IS NOT NULL THEN sum(a53) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w53, CASE WHEN o IS NOT NULL THEN count(a54) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w54, avg(a55) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w55, stddev_samp(CASE WHEN abs(a56) < 1e150 THEN a56 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w56, min(a57) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w57, max(a58) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w58, sum(a59) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w59, count(a60) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w60, avg(a61) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w61, stddev_samp(CASE WHEN abs(a62) < 1e150 THEN a62 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w62, min(a63) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w63, max(a64) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w64, sum(a65) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w65, count(a66) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w66, CASE WHEN o IS NOT NULL THEN avg(a67) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w67, CASE WHEN o IS NOT NULL THEN stddev_samp(CASE WHEN abs(a68) < 1e150 THEN a68 END) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w68, CASE WHEN o IS NOT NULL THEN min(a69) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w69, CASE WHEN o IS NOT NULL THEN max(a70) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w70, CASE WHEN o IS NOT NULL THEN sum(a71) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w71, CASE WHEN o IS NOT NULL THEN count(a72) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w72, avg(a73) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w73, stddev_samp(CASE WHEN abs(a74) < 1e150 THEN a74 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w74, min(a75) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w75, max(a76) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w76, sum(a77) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w77, count(a78) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w78, avg(a79) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w79, stddev_samp(CASE WHEN abs(a80) < 1e150 THEN a80 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w80, min(a81) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w81, max(a82) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w82, sum(a83) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w83, count(a84) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w84, CASE WHEN o IS NOT NULL THEN avg(a85) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w85, CASE WHEN o IS NOT NULL THEN stddev_samp(CASE WHEN abs(a86) < 1e150 THEN a86 END) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w86, CASE WHEN o IS NOT NULL THEN min(a87) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w87, CASE WHEN o IS NOT NULL THEN max(a88) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w88, CASE WHEN o IS NOT NULL THEN sum(a89) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w89, CASE WHEN o IS NOT NULL THEN count(a90) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w90, avg(a91) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w91, stddev_samp(CASE WHEN abs(a92) < 1e150 THEN a92 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w92, min(a93) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w93, max(a94) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w94, sum(a95) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w95, count(a96) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w96, avg(a97) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w97, stddev_samp(CASE WHEN abs(a98) < 1e150 THEN a98 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w98, min(a99) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w99, max(a100) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w100, sum(a101) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w101, count(a102) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w102, CASE WHEN o IS NOT NULL THEN avg(a103) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w103, CASE WHEN o IS NOT NULL THEN stddev_samp(CASE WHEN abs(a104) < 1e150 THEN a104 END) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w104, CASE WHEN o IS NOT NULL THEN min(a105) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w105, CASE WHEN o IS NOT NULL THEN max(a106) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w106, CASE WHEN o IS NOT NULL THEN sum(a107) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w107, CASE WHEN o IS NOT NULL THEN count(a108) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w108, avg(a109) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w109, stddev_samp(CASE WHEN abs(a110) < 1e150 THEN a110 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w110, min(a111) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w111, max(a112) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w112, sum(a113) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w113, count(a114) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w114, avg(a115) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w115, stddev_samp(CASE WHEN abs(a116) < 1e150 THEN a116 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w116, min(a117) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w117, max(a118) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w118, sum(a119) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w119, count(a120) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w120, CASE WHEN o IS NOT NULL THEN avg(a121) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w121, CASE WHEN o IS NOT NULL THEN stddev_samp(CASE WHEN abs(a122) < 1e150 THEN a122 END) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w122, CASE WHEN o IS NOT NULL THEN min(a123) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w123, CASE WHEN o IS NOT NULL THEN max(a124) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w124, CASE WHEN o IS NOT NULL THEN sum(a125) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w125, CASE WHEN o IS NOT NULL THEN count(a126) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w126, avg(a127) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w127, stddev_samp(CASE WHEN abs(a128) < 1e150 THEN a128 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w128, min(a129) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w129, max(a130) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w130, sum(a131) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w131, count(a132) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w132, avg(a133) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w133, stddev_samp(CASE WHEN abs(a134) < 1e150 THEN a134 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w134, min(a135) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w135, max(a136) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w136, sum(a137) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w137, count(a138) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w138, CASE WHEN o IS NOT NULL THEN avg(a139) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w139, CASE WHEN o IS NOT NULL THEN stddev_samp(CASE WHEN abs(a140) < 1e150 THEN a140 END) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w140, CASE WHEN o IS NOT NULL THEN min(a141) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w141, CASE WHEN o IS NOT NULL THEN max(a142) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w142, CASE WHEN o IS NOT NULL THEN sum(a143) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w143, CASE WHEN o IS NOT NULL THEN count(a144) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w144, avg(a145) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w145, stddev_samp(CASE WHEN abs(a146) < 1e150 THEN a146 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w146, min(a147) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w147, max(a148) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w148, sum(a149) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w149, count(a150) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w150, avg(a151) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w151, stddev_samp(CASE WHEN abs(a152) < 1e150 THEN a152 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w152, min(a153) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w153, max(a154) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w154, sum(a155) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w155, count(a156) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w156, CASE WHEN o IS NOT NULL THEN avg(a157) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w157, CASE WHEN o IS NOT NULL THEN stddev_samp(CASE WHEN abs(a158) < 1e150 THEN a158 END) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w158, CASE WHEN o IS NOT NULL THEN min(a159) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w159, CASE WHEN o IS NOT NULL THEN max(a160) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w160, CASE WHEN o IS NOT NULL THEN sum(a161) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w161, CASE WHEN o IS NOT NULL THEN count(a162) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w162, avg(a163) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w163, stddev_samp(CASE WHEN abs(a164) < 1e150 THEN a164 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w164, min(a165) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w165, max(a166) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w166, sum(a167) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w167, count(a168) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w168, avg(a169) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w169, stddev_samp(CASE WHEN abs(a170) < 1e150 THEN a170 END) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w170, min(a171) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w171, max(a172) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w172, sum(a173) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w173, count(a174) OVER (PARTITION BY p0
ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w174, CASE WHEN o IS NOT NULL THEN avg(a175) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w175, CASE WHEN o IS NOT NULL THEN stddev_samp(CASE WHEN abs(a176) < 1e150 THEN a176 END) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w176, CASE WHEN o IS NOT NULL THEN min(a177) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w177, CASE WHEN o IS NOT NULL THEN max(a178) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w178, CASE WHEN o IS NOT NULL THEN sum(a179) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w179, CASE WHEN o IS NOT NULL THEN count(a180) OVER (PARTITION BY p0
ORDER BY o RANGE BETWEEN to_microseconds(86400000000) PRECEDING AND to_microseconds(1) PRECEDING) END AS w180
FROM (SELECT "mdm_row" AS r, "carrier" AS p0, "dep_ts" AS o, TRY_CAST("dep_delay" AS DOUBLE) AS a0, TRY_CAST("dep_delay" AS DOUBLE) AS a1, TRY_CAST("distance" AS DOUBLE) AS a2, TRY_CAST("distance" AS DOUBLE) AS a3, TRY_CAST("seats" AS DOUBLE) AS a4, TRY_CAST("seats" AS DOUBLE) AS a5, TRY_CAST("plane_year" AS DOUBLE) AS a6, TRY_CAST("plane_year" AS DOUBLE) AS a7, TRY_CAST("air_time" AS DOUBLE) AS a8, TRY_CAST("air_time" AS DOUBLE) AS a9, "temp" AS a10, "temp" AS a11, "humid" AS a12, "humid" AS a13, "wind_speed" AS a14, "wind_speed" AS a15, "pressure" AS a16, "pressure" AS a17, epoch("dep_ts") AS a18, TRY_CAST("dep_delay" AS DOUBLE) AS a19, TRY_CAST("dep_delay" AS DOUBLE) AS a20, TRY_CAST("dep_delay" AS DOUBLE) AS a21, TRY_CAST("dep_delay" AS DOUBLE) AS a22, TRY_CAST("dep_delay" AS DOUBLE) AS a23, TRY_CAST("dep_delay" AS DOUBLE) AS a24, TRY_CAST("dep_delay" AS DOUBLE) AS a25, TRY_CAST("dep_delay" AS DOUBLE) AS a26, TRY_CAST("dep_delay" AS DOUBLE) AS a27, TRY_CAST("dep_delay" AS DOUBLE) AS a28, TRY_CAST("dep_delay" AS DOUBLE) AS a29, TRY_CAST("dep_delay" AS DOUBLE) AS a30, TRY_CAST("dep_delay" AS DOUBLE) AS a31, TRY_CAST("dep_delay" AS DOUBLE) AS a32, TRY_CAST("dep_delay" AS DOUBLE) AS a33, TRY_CAST("dep_delay" AS DOUBLE) AS a34, TRY_CAST("dep_delay" AS DOUBLE) AS a35, TRY_CAST("dep_delay" AS DOUBLE) AS a36, TRY_CAST("distance" AS DOUBLE) AS a37, TRY_CAST("distance" AS DOUBLE) AS a38, TRY_CAST("distance" AS DOUBLE) AS a39, TRY_CAST("distance" AS DOUBLE) AS a40, TRY_CAST("distance" AS DOUBLE) AS a41, TRY_CAST("distance" AS DOUBLE) AS a42, TRY_CAST("distance" AS DOUBLE) AS a43, TRY_CAST("distance" AS DOUBLE) AS a44, TRY_CAST("distance" AS DOUBLE) AS a45, TRY_CAST("distance" AS DOUBLE) AS a46, TRY_CAST("distance" AS DOUBLE) AS a47, TRY_CAST("distance" AS DOUBLE) AS a48, TRY_CAST("distance" AS DOUBLE) AS a49, TRY_CAST("distance" AS DOUBLE) AS a50, TRY_CAST("distance" AS DOUBLE) AS a51, TRY_CAST("distance" AS DOUBLE) AS a52, TRY_CAST("distance" AS DOUBLE) AS a53, TRY_CAST("distance" AS DOUBLE) AS a54, TRY_CAST("seats" AS DOUBLE) AS a55, TRY_CAST("seats" AS DOUBLE) AS a56, TRY_CAST("seats" AS DOUBLE) AS a57, TRY_CAST("seats" AS DOUBLE) AS a58, TRY_CAST("seats" AS DOUBLE) AS a59, TRY_CAST("seats" AS DOUBLE) AS a60, TRY_CAST("seats" AS DOUBLE) AS a61, TRY_CAST("seats" AS DOUBLE) AS a62, TRY_CAST("seats" AS DOUBLE) AS a63, TRY_CAST("seats" AS DOUBLE) AS a64, TRY_CAST("seats" AS DOUBLE) AS a65, TRY_CAST("seats" AS DOUBLE) AS a66, TRY_CAST("seats" AS DOUBLE) AS a67, TRY_CAST("seats" AS DOUBLE) AS a68, TRY_CAST("seats" AS DOUBLE) AS a69, TRY_CAST("seats" AS DOUBLE) AS a70, TRY_CAST("seats" AS DOUBLE) AS a71, TRY_CAST("seats" AS DOUBLE) AS a72, TRY_CAST("plane_year" AS DOUBLE) AS a73, TRY_CAST("plane_year" AS DOUBLE) AS a74, TRY_CAST("plane_year" AS DOUBLE) AS a75, TRY_CAST("plane_year" AS DOUBLE) AS a76, TRY_CAST("plane_year" AS DOUBLE) AS a77, TRY_CAST("plane_year" AS DOUBLE) AS a78, TRY_CAST("plane_year" AS DOUBLE) AS a79, TRY_CAST("plane_year" AS DOUBLE) AS a80, TRY_CAST("plane_year" AS DOUBLE) AS a81, TRY_CAST("plane_year" AS DOUBLE) AS a82, TRY_CAST("plane_year" AS DOUBLE) AS a83, TRY_CAST("plane_year" AS DOUBLE) AS a84, TRY_CAST("plane_year" AS DOUBLE) AS a85, TRY_CAST("plane_year" AS DOUBLE) AS a86, TRY_CAST("plane_year" AS DOUBLE) AS a87, TRY_CAST("plane_year" AS DOUBLE) AS a88, TRY_CAST("plane_year" AS DOUBLE) AS a89, TRY_CAST("plane_year" AS DOUBLE) AS a90, TRY_CAST("air_time" AS DOUBLE) AS a91, TRY_CAST("air_time" AS DOUBLE) AS a92, TRY_CAST("air_time" AS DOUBLE) AS a93, TRY_CAST("air_time" AS DOUBLE) AS a94, TRY_CAST("air_time" AS DOUBLE) AS a95, TRY_CAST("air_time" AS DOUBLE) AS a96, TRY_CAST("air_time" AS DOUBLE) AS a97, TRY_CAST("air_time" AS DOUBLE) AS a98, TRY_CAST("air_time" AS DOUBLE) AS a99, TRY_CAST("air_time" AS DOUBLE) AS a100, TRY_CAST("air_time" AS DOUBLE) AS a101, TRY_CAST("air_time" AS DOUBLE) AS a102, TRY_CAST("air_time" AS DOUBLE) AS a103, TRY_CAST("air_time" AS DOUBLE) AS a104, TRY_CAST("air_time" AS DOUBLE) AS a105, TRY_CAST("air_time" AS DOUBLE) AS a106, TRY_CAST("air_time" AS DOUBLE) AS a107, TRY_CAST("air_time" AS DOUBLE) AS a108, "temp" AS a109, "temp" AS a110, "temp" AS a111, "temp" AS a112, "temp" AS a113, "temp" AS a114, "temp" AS a115, "temp" AS a116, "temp" AS a117, "temp" AS a118, "temp" AS a119, "temp" AS a120, "temp" AS a121, "temp" AS a122, "temp" AS a123, "temp" AS a124, "temp" AS a125, "temp" AS a126, "humid" AS a127, "humid" AS a128, "humid" AS a129, "humid" AS a130, "humid" AS a131, "humid" AS a132, "humid" AS a133, "humid" AS a134, "humid" AS a135, "humid" AS a136, "humid" AS a137, "humid" AS a138, "humid" AS a139, "humid" AS a140, "humid" AS a141, "humid" AS a142, "humid" AS a143, "humid" AS a144, "wind_speed" AS a145, "wind_speed" AS a146, "wind_speed" AS a147, "wind_speed" AS a148, "wind_speed" AS a149, "wind_speed" AS a150, "wind_speed" AS a151, "wind_speed" AS a152, "wind_speed" AS a153, "wind_speed" AS a154, "wind_speed" AS a155, "wind_speed" AS a156, "wind_speed" AS a157, "wind_speed" AS a158, "wind_speed" AS a159, "wind_speed" AS a160, "wind_speed" AS a161, "wind_speed" AS a162, "pressure" AS a163, "pressure" AS a164, "pressure" AS a165, "pressure" AS a166, "pressure" AS a167, "pressure" AS a168, "pressure" AS a169, "pressure" AS a170, "pressure" AS a171, "pressure" AS a172, "pressure" AS a173, "pressure" AS a174, "pressure" AS a175, "pressure" AS a176, "pressure" AS a177, "pressure" AS a178, "pressure" AS a179, "pressure" AS a180
FROM (THE TABLE)));

-- features
SELECT q."id" AS "id",
  q."dep_delay" AS "dep_delay",
  q."arr_delay" AS "arr_delay",
  q."distance" AS "distance",
  q."seats" AS "seats",
  q."plane_year" AS "plane_year",
  q."air_time" AS "air_time",
  q."temp" AS "temp",
  q."humid" AS "humid",
  q."wind_speed" AS "wind_speed",
  q."pressure" AS "pressure",
  q."carrier" AS "carrier",
  q."origin" AS "origin",
  q."dest" AS "dest",
  q."manufacturer" AS "manufacturer",
  q."tailnum" AS "tailnum",
  q."dep_ts" AS "dep_ts",
  q."arr_ts" AS "arr_ts",
  CAST(q.m_v1 AS DOUBLE) AS "dep_delay__lag_1",
  CAST(q.m_v2 AS DOUBLE) AS "dep_delay__lag_7",
  CAST(q.m_v3 AS DOUBLE) AS "distance__lag_1",
  CAST(q.m_v4 AS DOUBLE) AS "distance__lag_7",
  CAST(q.m_v5 AS DOUBLE) AS "seats__lag_1",
  CAST(q.m_v6 AS DOUBLE) AS "seats__lag_7",
  CAST(q.m_v7 AS DOUBLE) AS "plane_year__lag_1",
  CAST(q.m_v8 AS DOUBLE) AS "plane_year__lag_7",
  CAST(q.m_v9 AS DOUBLE) AS "air_time__lag_1",
  CAST(q.m_v10 AS DOUBLE) AS "air_time__lag_7",
  CAST(q.m_v11 AS DOUBLE) AS "temp__lag_1",
  CAST(q.m_v12 AS DOUBLE) AS "temp__lag_7",
  CAST(q.m_v13 AS DOUBLE) AS "humid__lag_1",
  CAST(q.m_v14 AS DOUBLE) AS "humid__lag_7",
  CAST(q.m_v15 AS DOUBLE) AS "wind_speed__lag_1",
  CAST(q.m_v16 AS DOUBLE) AS "wind_speed__lag_7",
  CAST(q.m_v17 AS DOUBLE) AS "pressure__lag_1",
  CAST(q.m_v18 AS DOUBLE) AS "pressure__lag_7",
  CAST(CASE WHEN isfinite(q.m_h1) THEN q.m_h1 END AS DOUBLE) AS "dep_ts__seconds_since_previous",
  CAST(q.m_v20 AS DOUBLE) AS "dep_delay__roll_3_mean",
  CAST(q.m_v21 AS DOUBLE) AS "dep_delay__roll_3_std",
  CAST(q.m_v22 AS DOUBLE) AS "dep_delay__roll_3_min",
  CAST(q.m_v23 AS DOUBLE) AS "dep_delay__roll_3_max",
  CAST(q.m_v24 AS DOUBLE) AS "dep_delay__roll_3_sum",
  CAST(TRY_CAST(q.m_v25 AS INTEGER) AS INTEGER) AS "dep_delay__roll_3_count",
  CAST(q.m_v26 AS DOUBLE) AS "dep_delay__roll_7_mean",
  CAST(q.m_v27 AS DOUBLE) AS "dep_delay__roll_7_std",
  CAST(q.m_v28 AS DOUBLE) AS "dep_delay__roll_7_min",
  CAST(q.m_v29 AS DOUBLE) AS "dep_delay__roll_7_max",
  CAST(q.m_v30 AS DOUBLE) AS "dep_delay__roll_7_sum",
  CAST(TRY_CAST(q.m_v31 AS INTEGER) AS INTEGER) AS "dep_delay__roll_7_count",
  CAST(q.m_v32 AS DOUBLE) AS "dep_delay__roll_1d_mean",
  CAST(q.m_v33 AS DOUBLE) AS "dep_delay__roll_1d_std",
  CAST(q.m_v34 AS DOUBLE) AS "dep_delay__roll_1d_min",
  CAST(q.m_v35 AS DOUBLE) AS "dep_delay__roll_1d_max",
  CAST(q.m_v36 AS DOUBLE) AS "dep_delay__roll_1d_sum",
  CAST(TRY_CAST(q.m_v37 AS INTEGER) AS INTEGER) AS "dep_delay__roll_1d_count",
  CAST(q.m_v38 AS DOUBLE) AS "distance__roll_3_mean",
  CAST(q.m_v39 AS DOUBLE) AS "distance__roll_3_std",
  CAST(q.m_v40 AS DOUBLE) AS "distance__roll_3_min",
  CAST(q.m_v41 AS DOUBLE) AS "distance__roll_3_max",
  CAST(q.m_v42 AS DOUBLE) AS "distance__roll_3_sum",
  CAST(TRY_CAST(q.m_v43 AS INTEGER) AS INTEGER) AS "distance__roll_3_count",
  CAST(q.m_v44 AS DOUBLE) AS "distance__roll_7_mean",
  CAST(q.m_v45 AS DOUBLE) AS "distance__roll_7_std",
  CAST(q.m_v46 AS DOUBLE) AS "distance__roll_7_min",
  CAST(q.m_v47 AS DOUBLE) AS "distance__roll_7_max",
  CAST(q.m_v48 AS DOUBLE) AS "distance__roll_7_sum",
  CAST(TRY_CAST(q.m_v49 AS INTEGER) AS INTEGER) AS "distance__roll_7_count",
  CAST(q.m_v50 AS DOUBLE) AS "distance__roll_1d_mean",
  CAST(q.m_v51 AS DOUBLE) AS "distance__roll_1d_std",
  CAST(q.m_v52 AS DOUBLE) AS "distance__roll_1d_min",
  CAST(q.m_v53 AS DOUBLE) AS "distance__roll_1d_max",
  CAST(q.m_v54 AS DOUBLE) AS "distance__roll_1d_sum",
  CAST(TRY_CAST(q.m_v55 AS INTEGER) AS INTEGER) AS "distance__roll_1d_count",
  CAST(q.m_v56 AS DOUBLE) AS "seats__roll_3_mean",
  CAST(q.m_v57 AS DOUBLE) AS "seats__roll_3_std",
  CAST(q.m_v58 AS DOUBLE) AS "seats__roll_3_min",
  CAST(q.m_v59 AS DOUBLE) AS "seats__roll_3_max",
  CAST(q.m_v60 AS DOUBLE) AS "seats__roll_3_sum",
  CAST(TRY_CAST(q.m_v61 AS INTEGER) AS INTEGER) AS "seats__roll_3_count",
  CAST(q.m_v62 AS DOUBLE) AS "seats__roll_7_mean",
  CAST(q.m_v63 AS DOUBLE) AS "seats__roll_7_std",
  CAST(q.m_v64 AS DOUBLE) AS "seats__roll_7_min",
  CAST(q.m_v65 AS DOUBLE) AS "seats__roll_7_max",
  CAST(q.m_v66 AS DOUBLE) AS "seats__roll_7_sum",
  CAST(TRY_CAST(q.m_v67 AS INTEGER) AS INTEGER) AS "seats__roll_7_count",
  CAST(q.m_v68 AS DOUBLE) AS "seats__roll_1d_mean",
  CAST(q.m_v69 AS DOUBLE) AS "seats__roll_1d_std",
  CAST(q.m_v70 AS DOUBLE) AS "seats__roll_1d_min",
  CAST(q.m_v71 AS DOUBLE) AS "seats__roll_1d_max",
  CAST(q.m_v72 AS DOUBLE) AS "seats__roll_1d_sum",
  CAST(TRY_CAST(q.m_v73 AS INTEGER) AS INTEGER) AS "seats__roll_1d_count",
  CAST(q.m_v74 AS DOUBLE) AS "plane_year__roll_3_mean",
  CAST(q.m_v75 AS DOUBLE) AS "plane_year__roll_3_std",
  CAST(q.m_v76 AS DOUBLE) AS "plane_year__roll_3_min",
  CAST(q.m_v77 AS DOUBLE) AS "plane_year__roll_3_max",
  CAST(q.m_v78 AS DOUBLE) AS "plane_year__roll_3_sum",
  CAST(TRY_CAST(q.m_v79 AS INTEGER) AS INTEGER) AS "plane_year__roll_3_count",
  CAST(q.m_v80 AS DOUBLE) AS "plane_year__roll_7_mean",
  CAST(q.m_v81 AS DOUBLE) AS "plane_year__roll_7_std",
  CAST(q.m_v82 AS DOUBLE) AS "plane_year__roll_7_min",
  CAST(q.m_v83 AS DOUBLE) AS "plane_year__roll_7_max",
  CAST(q.m_v84 AS DOUBLE) AS "plane_year__roll_7_sum",
  CAST(TRY_CAST(q.m_v85 AS INTEGER) AS INTEGER) AS "plane_year__roll_7_count",
  CAST(q.m_v86 AS DOUBLE) AS "plane_year__roll_1d_mean",
  CAST(q.m_v87 AS DOUBLE) AS "plane_year__roll_1d_std",
  CAST(q.m_v88 AS DOUBLE) AS "plane_year__roll_1d_min",
  CAST(q.m_v89 AS DOUBLE) AS "plane_year__roll_1d_max",
  CAST(q.m_v90 AS DOUBLE) AS "plane_year__roll_1d_sum",
  CAST(TRY_CAST(q.m_v91 AS INTEGER) AS INTEGER) AS "plane_year__roll_1d_count",
  CAST(q.m_v92 AS DOUBLE) AS "air_time__roll_3_mean",
  CAST(q.m_v93 AS DOUBLE) AS "air_time__roll_3_std",
  CAST(q.m_v94 AS DOUBLE) AS "air_time__roll_3_min",
  CAST(q.m_v95 AS DOUBLE) AS "air_time__roll_3_max",
  CAST(q.m_v96 AS DOUBLE) AS "air_time__roll_3_sum",
  CAST(TRY_CAST(q.m_v97 AS INTEGER) AS INTEGER) AS "air_time__roll_3_count",
  CAST(q.m_v98 AS DOUBLE) AS "air_time__roll_7_mean",
  CAST(q.m_v99 AS DOUBLE) AS "air_time__roll_7_std",
  CAST(q.m_v100 AS DOUBLE) AS "air_time__roll_7_min",
  CAST(q.m_v101 AS DOUBLE) AS "air_time__roll_7_max",
  CAST(q.m_v102 AS DOUBLE) AS "air_time__roll_7_sum",
  CAST(TRY_CAST(q.m_v103 AS INTEGER) AS INTEGER) AS "air_time__roll_7_count",
  CAST(q.m_v104 AS DOUBLE) AS "air_time__roll_1d_mean",
  CAST(q.m_v105 AS DOUBLE) AS "air_time__roll_1d_std",
  CAST(q.m_v106 AS DOUBLE) AS "air_time__roll_1d_min",
  CAST(q.m_v107 AS DOUBLE) AS "air_time__roll_1d_max",
  CAST(q.m_v108 AS DOUBLE) AS "air_time__roll_1d_sum",
  CAST(TRY_CAST(q.m_v109 AS INTEGER) AS INTEGER) AS "air_time__roll_1d_count",
  CAST(q.m_v110 AS DOUBLE) AS "temp__roll_3_mean",
  CAST(q.m_v111 AS DOUBLE) AS "temp__roll_3_std",
  CAST(q.m_v112 AS DOUBLE) AS "temp__roll_3_min",
  CAST(q.m_v113 AS DOUBLE) AS "temp__roll_3_max",
  CAST(q.m_v114 AS DOUBLE) AS "temp__roll_3_sum",
  CAST(TRY_CAST(q.m_v115 AS INTEGER) AS INTEGER) AS "temp__roll_3_count",
  CAST(q.m_v116 AS DOUBLE) AS "temp__roll_7_mean",
  CAST(q.m_v117 AS DOUBLE) AS "temp__roll_7_std",
  CAST(q.m_v118 AS DOUBLE) AS "temp__roll_7_min",
  CAST(q.m_v119 AS DOUBLE) AS "temp__roll_7_max",
  CAST(q.m_v120 AS DOUBLE) AS "temp__roll_7_sum",
  CAST(TRY_CAST(q.m_v121 AS INTEGER) AS INTEGER) AS "temp__roll_7_count",
  CAST(q.m_v122 AS DOUBLE) AS "temp__roll_1d_mean",
  CAST(q.m_v123 AS DOUBLE) AS "temp__roll_1d_std",
  CAST(q.m_v124 AS DOUBLE) AS "temp__roll_1d_min",
  CAST(q.m_v125 AS DOUBLE) AS "temp__roll_1d_max",
  CAST(q.m_v126 AS DOUBLE) AS "temp__roll_1d_sum",
  CAST(TRY_CAST(q.m_v127 AS INTEGER) AS INTEGER) AS "temp__roll_1d_count",
  CAST(q.m_v128 AS DOUBLE) AS "humid__roll_3_mean",
  CAST(q.m_v129 AS DOUBLE) AS "humid__roll_3_std",
  CAST(q.m_v130 AS DOUBLE) AS "humid__roll_3_min",
  CAST(q.m_v131 AS DOUBLE) AS "humid__roll_3_max",
  CAST(q.m_v132 AS DOUBLE) AS "humid__roll_3_sum",
  CAST(TRY_CAST(q.m_v133 AS INTEGER) AS INTEGER) AS "humid__roll_3_count",
  CAST(q.m_v134 AS DOUBLE) AS "humid__roll_7_mean",
  CAST(q.m_v135 AS DOUBLE) AS "humid__roll_7_std",
  CAST(q.m_v136 AS DOUBLE) AS "humid__roll_7_min",
  CAST(q.m_v137 AS DOUBLE) AS "humid__roll_7_max",
  CAST(q.m_v138 AS DOUBLE) AS "humid__roll_7_sum",
  CAST(TRY_CAST(q.m_v139 AS INTEGER) AS INTEGER) AS "humid__roll_7_count",
  CAST(q.m_v140 AS DOUBLE) AS "humid__roll_1d_mean",
  CAST(q.m_v141 AS DOUBLE) AS "humid__roll_1d_std",
  CAST(q.m_v142 AS DOUBLE) AS "humid__roll_1d_min",
  CAST(q.m_v143 AS DOUBLE) AS "humid__roll_1d_max",
  CAST(q.m_v144 AS DOUBLE) AS "humid__roll_1d_sum",
  CAST(TRY_CAST(q.m_v145 AS INTEGER) AS INTEGER) AS "humid__roll_1d_count",
  CAST(q.m_v146 AS DOUBLE) AS "wind_speed__roll_3_mean",
  CAST(q.m_v147 AS DOUBLE) AS "wind_speed__roll_3_std",
  CAST(q.m_v148 AS DOUBLE) AS "wind_speed__roll_3_min",
  CAST(q.m_v149 AS DOUBLE) AS "wind_speed__roll_3_max",
  CAST(q.m_v150 AS DOUBLE) AS "wind_speed__roll_3_sum",
  CAST(TRY_CAST(q.m_v151 AS INTEGER) AS INTEGER) AS "wind_speed__roll_3_count",
  CAST(q.m_v152 AS DOUBLE) AS "wind_speed__roll_7_mean",
  CAST(q.m_v153 AS DOUBLE) AS "wind_speed__roll_7_std",
  CAST(q.m_v154 AS DOUBLE) AS "wind_speed__roll_7_min",
  CAST(q.m_v155 AS DOUBLE) AS "wind_speed__roll_7_max",
  CAST(q.m_v156 AS DOUBLE) AS "wind_speed__roll_7_sum",
  CAST(TRY_CAST(q.m_v157 AS INTEGER) AS INTEGER) AS "wind_speed__roll_7_count",
  CAST(q.m_v158 AS DOUBLE) AS "wind_speed__roll_1d_mean",
  CAST(q.m_v159 AS DOUBLE) AS "wind_speed__roll_1d_std",
  CAST(q.m_v160 AS DOUBLE) AS "wind_speed__roll_1d_min",
  CAST(q.m_v161 AS DOUBLE) AS "wind_speed__roll_1d_max",
  CAST(q.m_v162 AS DOUBLE) AS "wind_speed__roll_1d_sum",
  CAST(TRY_CAST(q.m_v163 AS INTEGER) AS INTEGER) AS "wind_speed__roll_1d_count",
  CAST(q.m_v164 AS DOUBLE) AS "pressure__roll_3_mean",
  CAST(q.m_v165 AS DOUBLE) AS "pressure__roll_3_std",
  CAST(q.m_v166 AS DOUBLE) AS "pressure__roll_3_min",
  CAST(q.m_v167 AS DOUBLE) AS "pressure__roll_3_max",
  CAST(q.m_v168 AS DOUBLE) AS "pressure__roll_3_sum",
  CAST(TRY_CAST(q.m_v169 AS INTEGER) AS INTEGER) AS "pressure__roll_3_count",
  CAST(q.m_v170 AS DOUBLE) AS "pressure__roll_7_mean",
  CAST(q.m_v171 AS DOUBLE) AS "pressure__roll_7_std",
  CAST(q.m_v172 AS DOUBLE) AS "pressure__roll_7_min",
  CAST(q.m_v173 AS DOUBLE) AS "pressure__roll_7_max",
  CAST(q.m_v174 AS DOUBLE) AS "pressure__roll_7_sum",
  CAST(TRY_CAST(q.m_v175 AS INTEGER) AS INTEGER) AS "pressure__roll_7_count",
  CAST(q.m_v176 AS DOUBLE) AS "pressure__roll_1d_mean",
  CAST(q.m_v177 AS DOUBLE) AS "pressure__roll_1d_std",
  CAST(q.m_v178 AS DOUBLE) AS "pressure__roll_1d_min",
  CAST(q.m_v179 AS DOUBLE) AS "pressure__roll_1d_max",
  CAST(q.m_v180 AS DOUBLE) AS "pressure__roll_1d_sum",
  CAST(TRY_CAST(q.m_v181 AS INTEGER) AS INTEGER) AS "pressure__roll_1d_count",
  CAST(q.m_v182 AS DOUBLE) AS "dep_delay__carrier__mean",
  CAST(q.m_v183 AS DOUBLE) AS "dep_delay__carrier__std",
  CAST(q.m_v184 AS DOUBLE) AS "dep_delay__carrier__min",
  CAST(q.m_v185 AS DOUBLE) AS "dep_delay__carrier__max",
  CAST(TRY_CAST(q.m_v186 AS INTEGER) AS INTEGER) AS "dep_delay__carrier__count",
  CAST(CASE WHEN isfinite(q.m_h2) THEN q.m_h2 END AS DOUBLE) AS "dep_delay__carrier__deviation",
  CAST(q.m_v187 AS DOUBLE) AS "distance__carrier__mean",
  CAST(q.m_v188 AS DOUBLE) AS "distance__carrier__std",
  CAST(q.m_v189 AS DOUBLE) AS "distance__carrier__min",
  CAST(q.m_v190 AS DOUBLE) AS "distance__carrier__max",
  CAST(TRY_CAST(q.m_v191 AS INTEGER) AS INTEGER) AS "distance__carrier__count",
  CAST(CASE WHEN isfinite(q.m_h3) THEN q.m_h3 END AS DOUBLE) AS "distance__carrier__deviation",
  CAST(q.m_v192 AS DOUBLE) AS "air_time__carrier__mean",
  CAST(q.m_v193 AS DOUBLE) AS "air_time__carrier__std",
  CAST(q.m_v194 AS DOUBLE) AS "air_time__carrier__min",
  CAST(q.m_v195 AS DOUBLE) AS "air_time__carrier__max",
  CAST(TRY_CAST(q.m_v196 AS INTEGER) AS INTEGER) AS "air_time__carrier__count",
  CAST(CASE WHEN isfinite(q.m_h4) THEN q.m_h4 END AS DOUBLE) AS "air_time__carrier__deviation",
  CAST(q.m_v197 AS DOUBLE) AS "humid__carrier__mean",
  CAST(q.m_v198 AS DOUBLE) AS "humid__carrier__std",
  CAST(q.m_v199 AS DOUBLE) AS "humid__carrier__min",
  CAST(q.m_v200 AS DOUBLE) AS "humid__carrier__max",
  CAST(TRY_CAST(q.m_v201 AS INTEGER) AS INTEGER) AS "humid__carrier__count",
  CAST(CASE WHEN isfinite(q.m_h5) THEN q.m_h5 END AS DOUBLE) AS "humid__carrier__deviation",
  CAST(q.m_v202 AS DOUBLE) AS "pressure__carrier__mean",
  CAST(q.m_v203 AS DOUBLE) AS "pressure__carrier__std",
  CAST(q.m_v204 AS DOUBLE) AS "pressure__carrier__min",
  CAST(q.m_v205 AS DOUBLE) AS "pressure__carrier__max",
  CAST(TRY_CAST(q.m_v206 AS INTEGER) AS INTEGER) AS "pressure__carrier__count",
  CAST(CASE WHEN isfinite(q.m_h6) THEN q.m_h6 END AS DOUBLE) AS "pressure__carrier__deviation",
  CAST(q.m_v207 AS DOUBLE) AS "dep_delay__origin__mean",
  CAST(q.m_v208 AS DOUBLE) AS "dep_delay__origin__std",
  CAST(q.m_v209 AS DOUBLE) AS "dep_delay__origin__min",
  CAST(q.m_v210 AS DOUBLE) AS "dep_delay__origin__max",
  CAST(TRY_CAST(q.m_v211 AS INTEGER) AS INTEGER) AS "dep_delay__origin__count",
  CAST(CASE WHEN isfinite(q.m_h7) THEN q.m_h7 END AS DOUBLE) AS "dep_delay__origin__deviation",
  CAST(q.m_v212 AS DOUBLE) AS "distance__origin__mean",
  CAST(q.m_v213 AS DOUBLE) AS "distance__origin__std",
  CAST(q.m_v214 AS DOUBLE) AS "distance__origin__min",
  CAST(q.m_v215 AS DOUBLE) AS "distance__origin__max",
  CAST(TRY_CAST(q.m_v216 AS INTEGER) AS INTEGER) AS "distance__origin__count",
  CAST(CASE WHEN isfinite(q.m_h8) THEN q.m_h8 END AS DOUBLE) AS "distance__origin__deviation",
  CAST(q.m_v217 AS DOUBLE) AS "air_time__origin__mean",
  CAST(q.m_v218 AS DOUBLE) AS "air_time__origin__std",
  CAST(q.m_v219 AS DOUBLE) AS "air_time__origin__min",
  CAST(q.m_v220 AS DOUBLE) AS "air_time__origin__max",
  CAST(TRY_CAST(q.m_v221 AS INTEGER) AS INTEGER) AS "air_time__origin__count",
  CAST(CASE WHEN isfinite(q.m_h9) THEN q.m_h9 END AS DOUBLE) AS "air_time__origin__deviation",
  CAST(q.m_v222 AS DOUBLE) AS "humid__origin__mean",
  CAST(q.m_v223 AS DOUBLE) AS "humid__origin__std",
  CAST(q.m_v224 AS DOUBLE) AS "humid__origin__min",
  CAST(q.m_v225 AS DOUBLE) AS "humid__origin__max",
  CAST(TRY_CAST(q.m_v226 AS INTEGER) AS INTEGER) AS "humid__origin__count",
  CAST(CASE WHEN isfinite(q.m_h10) THEN q.m_h10 END AS DOUBLE) AS "humid__origin__deviation",
  CAST(q.m_v227 AS DOUBLE) AS "pressure__origin__mean",
  CAST(q.m_v228 AS DOUBLE) AS "pressure__origin__std",
  CAST(q.m_v229 AS DOUBLE) AS "pressure__origin__min",
  CAST(q.m_v230 AS DOUBLE) AS "pressure__origin__max",
  CAST(TRY_CAST(q.m_v231 AS INTEGER) AS INTEGER) AS "pressure__origin__count",
  CAST(CASE WHEN isfinite(q.m_h11) THEN q.m_h11 END AS DOUBLE) AS "pressure__origin__deviation",
  CAST(q.m_v232 AS DOUBLE) AS "dep_delay__manufacturer__mean",
  CAST(q.m_v233 AS DOUBLE) AS "dep_delay__manufacturer__std",
  CAST(q.m_v234 AS DOUBLE) AS "dep_delay__manufacturer__min",
  CAST(q.m_v235 AS DOUBLE) AS "dep_delay__manufacturer__max",
  CAST(TRY_CAST(q.m_v236 AS INTEGER) AS INTEGER) AS "dep_delay__manufacturer__count",
  CAST(CASE WHEN isfinite(q.m_h12) THEN q.m_h12 END AS DOUBLE) AS "dep_delay__manufacturer__deviation",
  CAST(q.m_v237 AS DOUBLE) AS "distance__manufacturer__mean",
  CAST(q.m_v238 AS DOUBLE) AS "distance__manufacturer__std",
  CAST(q.m_v239 AS DOUBLE) AS "distance__manufacturer__min",
  CAST(q.m_v240 AS DOUBLE) AS "distance__manufacturer__max",
  CAST(TRY_CAST(q.m_v241 AS INTEGER) AS INTEGER) AS "distance__manufacturer__count",
  CAST(CASE WHEN isfinite(q.m_h13) THEN q.m_h13 END AS DOUBLE) AS "distance__manufacturer__deviation",
  CAST(q.m_v242 AS DOUBLE) AS "air_time__manufacturer__mean",
  CAST(q.m_v243 AS DOUBLE) AS "air_time__manufacturer__std",
  CAST(q.m_v244 AS DOUBLE) AS "air_time__manufacturer__min",
  CAST(q.m_v245 AS DOUBLE) AS "air_time__manufacturer__max",
  CAST(TRY_CAST(q.m_v246 AS INTEGER) AS INTEGER) AS "air_time__manufacturer__count",
  CAST(CASE WHEN isfinite(q.m_h14) THEN q.m_h14 END AS DOUBLE) AS "air_time__manufacturer__deviation",
  CAST(q.m_v247 AS DOUBLE) AS "humid__manufacturer__mean",
  CAST(q.m_v248 AS DOUBLE) AS "humid__manufacturer__std",
  CAST(q.m_v249 AS DOUBLE) AS "humid__manufacturer__min",
  CAST(q.m_v250 AS DOUBLE) AS "humid__manufacturer__max",
  CAST(TRY_CAST(q.m_v251 AS INTEGER) AS INTEGER) AS "humid__manufacturer__count",
  CAST(CASE WHEN isfinite(q.m_h15) THEN q.m_h15 END AS DOUBLE) AS "humid__manufacturer__deviation",
  CAST(q.m_v252 AS DOUBLE) AS "pressure__manufacturer__mean",
  CAST(q.m_v253 AS DOUBLE) AS "pressure__manufacturer__std",
  CAST(q.m_v254 AS DOUBLE) AS "pressure__manufacturer__min",
  CAST(q.m_v255 AS DOUBLE) AS "pressure__manufacturer__max",
  CAST(TRY_CAST(q.m_v256 AS INTEGER) AS INTEGER) AS "pressure__manufacturer__count",
  CAST(CASE WHEN isfinite(q.m_h16) THEN q.m_h16 END AS DOUBLE) AS "pressure__manufacturer__deviation",
  CAST(TRY_CAST(CASE WHEN (q."carrier" IS NULL) THEN NULL::BIGINT WHEN (q.m_v257 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v257 END AS INTEGER) AS INTEGER) AS "carrier__count",
  CAST((CASE WHEN (q."carrier" IS NULL) THEN NULL::BIGINT WHEN (q.m_v257 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v257 END / 2000e0) AS DOUBLE) AS "carrier__share",
  CAST(TRY_CAST(CASE WHEN (q."origin" IS NULL) THEN NULL::BIGINT WHEN (q.m_v258 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v258 END AS INTEGER) AS INTEGER) AS "origin__count",
  CAST((CASE WHEN (q."origin" IS NULL) THEN NULL::BIGINT WHEN (q.m_v258 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v258 END / 2000e0) AS DOUBLE) AS "origin__share",
  CAST(TRY_CAST(CASE WHEN (q."dest" IS NULL) THEN NULL::BIGINT WHEN (q.m_v259 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v259 END AS INTEGER) AS INTEGER) AS "dest__count",
  CAST((CASE WHEN (q."dest" IS NULL) THEN NULL::BIGINT WHEN (q.m_v259 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v259 END / 2000e0) AS DOUBLE) AS "dest__share",
  CAST(TRY_CAST(CASE WHEN (q."manufacturer" IS NULL) THEN NULL::BIGINT WHEN (q.m_v260 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v260 END AS INTEGER) AS INTEGER) AS "manufacturer__count",
  CAST((CASE WHEN (q."manufacturer" IS NULL) THEN NULL::BIGINT WHEN (q.m_v260 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v260 END / 1680e0) AS DOUBLE) AS "manufacturer__share",
  CAST(TRY_CAST(CASE WHEN (q."tailnum" IS NULL) THEN NULL::BIGINT WHEN (q.m_v261 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v261 END AS INTEGER) AS INTEGER) AS "tailnum__count",
  CAST((CASE WHEN (q."tailnum" IS NULL) THEN NULL::BIGINT WHEN (q.m_v261 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v261 END / 1977e0) AS DOUBLE) AS "tailnum__share",
  CAST(CASE WHEN isfinite(q.m_h18) THEN q.m_h18 END AS DOUBLE) AS "carrier__target_mean",
  CAST(CASE WHEN isfinite(q.m_h19) THEN q.m_h19 END AS DOUBLE) AS "origin__target_mean",
  CAST(CASE WHEN isfinite(q.m_h20) THEN q.m_h20 END AS DOUBLE) AS "dest__target_mean",
  CAST(CASE WHEN isfinite(q.m_h21) THEN q.m_h21 END AS DOUBLE) AS "manufacturer__target_mean",
  CAST(CASE WHEN isfinite(q.m_h22) THEN q.m_h22 END AS DOUBLE) AS "tailnum__target_mean"
FROM (SELECT *, CASE WHEN (TRY_CAST(m_v262 AS DOUBLE) > 0e0) THEN ((m_v263 + m_h17) / nullif((TRY_CAST(m_v262 AS DOUBLE) + 10e0), 0e0)) ELSE (m_v264 / nullif(TRY_CAST(m_v265 AS DOUBLE), 0e0)) END AS m_h18, CASE WHEN (TRY_CAST(m_v266 AS DOUBLE) > 0e0) THEN ((m_v267 + m_h17) / nullif((TRY_CAST(m_v266 AS DOUBLE) + 10e0), 0e0)) ELSE (m_v264 / nullif(TRY_CAST(m_v265 AS DOUBLE), 0e0)) END AS m_h19, CASE WHEN (TRY_CAST(m_v268 AS DOUBLE) > 0e0) THEN ((m_v269 + m_h17) / nullif((TRY_CAST(m_v268 AS DOUBLE) + 10e0), 0e0)) ELSE (m_v264 / nullif(TRY_CAST(m_v265 AS DOUBLE), 0e0)) END AS m_h20, CASE WHEN (TRY_CAST(m_v270 AS DOUBLE) > 0e0) THEN ((m_v271 + m_h17) / nullif((TRY_CAST(m_v270 AS DOUBLE) + 10e0), 0e0)) ELSE (m_v264 / nullif(TRY_CAST(m_v265 AS DOUBLE), 0e0)) END AS m_h21, CASE WHEN (TRY_CAST(m_v272 AS DOUBLE) > 0e0) THEN ((m_v273 + m_h17) / nullif((TRY_CAST(m_v272 AS DOUBLE) + 10e0), 0e0)) ELSE (m_v264 / nullif(TRY_CAST(m_v265 AS DOUBLE), 0e0)) END AS m_h22
FROM (SELECT *, (epoch("dep_ts") - m_v19) AS m_h1, (TRY_CAST("dep_delay" AS DOUBLE) - m_v182) AS m_h2, (TRY_CAST("distance" AS DOUBLE) - m_v187) AS m_h3, (TRY_CAST("air_time" AS DOUBLE) - m_v192) AS m_h4, ("humid" - m_v197) AS m_h5, ("pressure" - m_v202) AS m_h6, (TRY_CAST("dep_delay" AS DOUBLE) - m_v207) AS m_h7, (TRY_CAST("distance" AS DOUBLE) - m_v212) AS m_h8, (TRY_CAST("air_time" AS DOUBLE) - m_v217) AS m_h9, ("humid" - m_v222) AS m_h10, ("pressure" - m_v227) AS m_h11, (TRY_CAST("dep_delay" AS DOUBLE) - m_v232) AS m_h12, (TRY_CAST("distance" AS DOUBLE) - m_v237) AS m_h13, (TRY_CAST("air_time" AS DOUBLE) - m_v242) AS m_h14, ("humid" - m_v247) AS m_h15, ("pressure" - m_v252) AS m_h16, ((m_v264 / nullif(TRY_CAST(m_v265 AS DOUBLE), 0e0)) * 10e0) AS m_h17
FROM (SELECT t."id", t."dep_delay", t."arr_delay", t."distance", t."seats", t."plane_year", t."air_time", t."temp", t."humid", t."wind_speed", t."pressure", t."carrier", t."origin", t."dest", t."manufacturer", t."tailnum", t."dep_ts", t."arr_ts", m_s1.w0 AS m_v1, m_s1.w1 AS m_v2, m_s1.w2 AS m_v3, m_s1.w3 AS m_v4, m_s1.w4 AS m_v5, m_s1.w5 AS m_v6, m_s1.w6 AS m_v7, m_s1.w7 AS m_v8, m_s1.w8 AS m_v9, m_s1.w9 AS m_v10, m_s1.w10 AS m_v11, m_s1.w11 AS m_v12, m_s1.w12 AS m_v13, m_s1.w13 AS m_v14, m_s1.w14 AS m_v15, m_s1.w15 AS m_v16, m_s1.w16 AS m_v17, m_s1.w17 AS m_v18, m_s1.w18 AS m_v19, m_s1.w19 AS m_v20, m_s1.w20 AS m_v21, m_s1.w21 AS m_v22, m_s1.w22 AS m_v23, m_s1.w23 AS m_v24, m_s1.w24 AS m_v25, m_s1.w25 AS m_v26, m_s1.w26 AS m_v27, m_s1.w27 AS m_v28, m_s1.w28 AS m_v29, m_s1.w29 AS m_v30, m_s1.w30 AS m_v31, m_s1.w31 AS m_v32, m_s1.w32 AS m_v33, m_s1.w33 AS m_v34, m_s1.w34 AS m_v35, m_s1.w35 AS m_v36, m_s1.w36 AS m_v37, m_s1.w37 AS m_v38, m_s1.w38 AS m_v39, m_s1.w39 AS m_v40, m_s1.w40 AS m_v41, m_s1.w41 AS m_v42, m_s1.w42 AS m_v43, m_s1.w43 AS m_v44, m_s1.w44 AS m_v45, m_s1.w45 AS m_v46, m_s1.w46 AS m_v47, m_s1.w47 AS m_v48, m_s1.w48 AS m_v49, m_s1.w49 AS m_v50, m_s1.w50 AS m_v51, m_s1.w51 AS m_v52, m_s1.w52 AS m_v53, m_s1.w53 AS m_v54, m_s1.w54 AS m_v55, m_s1.w55 AS m_v56, m_s1.w56 AS m_v57, m_s1.w57 AS m_v58, m_s1.w58 AS m_v59, m_s1.w59 AS m_v60, m_s1.w60 AS m_v61, m_s1.w61 AS m_v62, m_s1.w62 AS m_v63, m_s1.w63 AS m_v64, m_s1.w64 AS m_v65, m_s1.w65 AS m_v66, m_s1.w66 AS m_v67, m_s1.w67 AS m_v68, m_s1.w68 AS m_v69, m_s1.w69 AS m_v70, m_s1.w70 AS m_v71, m_s1.w71 AS m_v72, m_s1.w72 AS m_v73, m_s1.w73 AS m_v74, m_s1.w74 AS m_v75, m_s1.w75 AS m_v76, m_s1.w76 AS m_v77, m_s1.w77 AS m_v78, m_s1.w78 AS m_v79, m_s1.w79 AS m_v80, m_s1.w80 AS m_v81, m_s1.w81 AS m_v82, m_s1.w82 AS m_v83, m_s1.w83 AS m_v84, m_s1.w84 AS m_v85, m_s1.w85 AS m_v86, m_s1.w86 AS m_v87, m_s1.w87 AS m_v88, m_s1.w88 AS m_v89, m_s1.w89 AS m_v90, m_s1.w90 AS m_v91, m_s1.w91 AS m_v92, m_s1.w92 AS m_v93, m_s1.w93 AS m_v94, m_s1.w94 AS m_v95, m_s1.w95 AS m_v96, m_s1.w96 AS m_v97, m_s1.w97 AS m_v98, m_s1.w98 AS m_v99, m_s1.w99 AS m_v100, m_s1.w100 AS m_v101, m_s1.w101 AS m_v102, m_s1.w102 AS m_v103, m_s1.w103 AS m_v104, m_s1.w104 AS m_v105, m_s1.w105 AS m_v106, m_s1.w106 AS m_v107, m_s1.w107 AS m_v108, m_s1.w108 AS m_v109, m_s1.w109 AS m_v110, m_s1.w110 AS m_v111, m_s1.w111 AS m_v112, m_s1.w112 AS m_v113, m_s1.w113 AS m_v114, m_s1.w114 AS m_v115, m_s1.w115 AS m_v116, m_s1.w116 AS m_v117, m_s1.w117 AS m_v118, m_s1.w118 AS m_v119, m_s1.w119 AS m_v120, m_s1.w120 AS m_v121, m_s1.w121 AS m_v122, m_s1.w122 AS m_v123, m_s1.w123 AS m_v124, m_s1.w124 AS m_v125, m_s1.w125 AS m_v126, m_s1.w126 AS m_v127, m_s1.w127 AS m_v128, m_s1.w128 AS m_v129, m_s1.w129 AS m_v130, m_s1.w130 AS m_v131, m_s1.w131 AS m_v132, m_s1.w132 AS m_v133, m_s1.w133 AS m_v134, m_s1.w134 AS m_v135, m_s1.w135 AS m_v136, m_s1.w136 AS m_v137, m_s1.w137 AS m_v138, m_s1.w138 AS m_v139, m_s1.w139 AS m_v140, m_s1.w140 AS m_v141, m_s1.w141 AS m_v142, m_s1.w142 AS m_v143, m_s1.w143 AS m_v144, m_s1.w144 AS m_v145, m_s1.w145 AS m_v146, m_s1.w146 AS m_v147, m_s1.w147 AS m_v148, m_s1.w148 AS m_v149, m_s1.w149 AS m_v150, m_s1.w150 AS m_v151, m_s1.w151 AS m_v152, m_s1.w152 AS m_v153, m_s1.w153 AS m_v154, m_s1.w154 AS m_v155, m_s1.w155 AS m_v156, m_s1.w156 AS m_v157, m_s1.w157 AS m_v158, m_s1.w158 AS m_v159, m_s1.w159 AS m_v160, m_s1.w160 AS m_v161, m_s1.w161 AS m_v162, m_s1.w162 AS m_v163, m_s1.w163 AS m_v164, m_s1.w164 AS m_v165, m_s1.w165 AS m_v166, m_s1.w166 AS m_v167, m_s1.w167 AS m_v168, m_s1.w168 AS m_v169, m_s1.w169 AS m_v170, m_s1.w170 AS m_v171, m_s1.w171 AS m_v172, m_s1.w172 AS m_v173, m_s1.w173 AS m_v174, m_s1.w174 AS m_v175, m_s1.w175 AS m_v176, m_s1.w176 AS m_v177, m_s1.w177 AS m_v178, m_s1.w178 AS m_v179, m_s1.w179 AS m_v180, m_s1.w180 AS m_v181, m_j1."mean_1" AS m_v182, m_j1."std_2" AS m_v183, m_j1."min_3" AS m_v184, m_j1."max_4" AS m_v185, m_j1."count_5" AS m_v186, m_j1."mean_6" AS m_v187, m_j1."std_7" AS m_v188, m_j1."min_8" AS m_v189, m_j1."max_9" AS m_v190, m_j1."count_10" AS m_v191, m_j1."mean_11" AS m_v192, m_j1."std_12" AS m_v193, m_j1."min_13" AS m_v194, m_j1."max_14" AS m_v195, m_j1."count_15" AS m_v196, m_j1."mean_16" AS m_v197, m_j1."std_17" AS m_v198, m_j1."min_18" AS m_v199, m_j1."max_19" AS m_v200, m_j1."count_20" AS m_v201, m_j1."mean_21" AS m_v202, m_j1."std_22" AS m_v203, m_j1."min_23" AS m_v204, m_j1."max_24" AS m_v205, m_j1."count_25" AS m_v206, m_j2."mean_1" AS m_v207, m_j2."std_2" AS m_v208, m_j2."min_3" AS m_v209, m_j2."max_4" AS m_v210, m_j2."count_5" AS m_v211, m_j2."mean_6" AS m_v212, m_j2."std_7" AS m_v213, m_j2."min_8" AS m_v214, m_j2."max_9" AS m_v215, m_j2."count_10" AS m_v216, m_j2."mean_11" AS m_v217, m_j2."std_12" AS m_v218, m_j2."min_13" AS m_v219, m_j2."max_14" AS m_v220, m_j2."count_15" AS m_v221, m_j2."mean_16" AS m_v222, m_j2."std_17" AS m_v223, m_j2."min_18" AS m_v224, m_j2."max_19" AS m_v225, m_j2."count_20" AS m_v226, m_j2."mean_21" AS m_v227, m_j2."std_22" AS m_v228, m_j2."min_23" AS m_v229, m_j2."max_24" AS m_v230, m_j2."count_25" AS m_v231, m_j3."mean_1" AS m_v232, m_j3."std_2" AS m_v233, m_j3."min_3" AS m_v234, m_j3."max_4" AS m_v235, m_j3."count_5" AS m_v236, m_j3."mean_6" AS m_v237, m_j3."std_7" AS m_v238, m_j3."min_8" AS m_v239, m_j3."max_9" AS m_v240, m_j3."count_10" AS m_v241, m_j3."mean_11" AS m_v242, m_j3."std_12" AS m_v243, m_j3."min_13" AS m_v244, m_j3."max_14" AS m_v245, m_j3."count_15" AS m_v246, m_j3."mean_16" AS m_v247, m_j3."std_17" AS m_v248, m_j3."min_18" AS m_v249, m_j3."max_19" AS m_v250, m_j3."count_20" AS m_v251, m_j3."mean_21" AS m_v252, m_j3."std_22" AS m_v253, m_j3."min_23" AS m_v254, m_j3."max_24" AS m_v255, m_j3."count_25" AS m_v256, m_j1."rows_26" AS m_v257, m_j2."rows_26" AS m_v258, m_j4."rows_1" AS m_v259, m_j3."rows_26" AS m_v260, m_j5."rows_1" AS m_v261, m_j6."count_1" AS m_v262, m_j6."sum_2" AS m_v263, m_j7."sum_2" AS m_v264, m_j7."count_1" AS m_v265, m_j8."count_1" AS m_v266, m_j8."sum_2" AS m_v267, m_j9."count_1" AS m_v268, m_j9."sum_2" AS m_v269, m_j10."count_1" AS m_v270, m_j10."sum_2" AS m_v271, m_j11."count_1" AS m_v272, m_j11."sum_2" AS m_v273
FROM (THE TABLE) t
LEFT JOIN g1 m_j1 ON m_j1.k0 = t."carrier"
LEFT JOIN g2 m_j2 ON m_j2.k0 = t."origin"
LEFT JOIN g3 m_j3 ON m_j3.k0 = t."manufacturer"
LEFT JOIN g4 m_j4 ON m_j4.k0 = t."dest"
LEFT JOIN g5 m_j5 ON m_j5.k0 = t."tailnum"
LEFT JOIN g6_oof m_j6 ON m_j6.k0 = t."carrier" AND m_j6.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g7_oof m_j7 ON m_j7.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g8_oof m_j8 ON m_j8.k0 = t."origin" AND m_j8.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g9_oof m_j9 ON m_j9.k0 = t."dest" AND m_j9.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g10_oof m_j10 ON m_j10.k0 = t."manufacturer" AND m_j10.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g11_oof m_j11 ON m_j11.k0 = t."tailnum" AND m_j11.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."carrier" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN m_s1 ON m_s1.r = t."mdm_row"))) q;
