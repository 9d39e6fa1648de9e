-- 8 columns, 188 features, 29 scans, 1 stages
-- column species: text, categorical, the target
-- column island: text, categorical
-- column bill_length_mm: double, numeric
-- column bill_depth_mm: double, numeric
-- column flipper_length_mm: double, numeric
-- column body_mass_g: double, numeric
-- column sex: text, categorical
-- column year: int64, numeric
-- the table
SELECT c0 AS "species", c1 AS "island", CASE WHEN isfinite(c2) THEN c2 END AS "bill_length_mm", CASE WHEN isfinite(c3) THEN c3 END AS "bill_depth_mm", CASE WHEN isfinite(c4) THEN c4 END AS "flipper_length_mm", CASE WHEN isfinite(c5) THEN c5 END AS "body_mass_g", c6 AS "sex", c7 AS "year", t.file_row_number AS "mdm_row"
FROM read_parquet('TEMP/input-1.parquet', hive_partitioning = false) AS t(c0, c1, c2, c3, c4, c5, c6, c7);

-- scan for ranges (5)
SELECT min("bill_length_mm")::DOUBLE, max("bill_length_mm")::DOUBLE, min("bill_depth_mm")::DOUBLE, max("bill_depth_mm")::DOUBLE, min("flipper_length_mm")::DOUBLE, max("flipper_length_mm")::DOUBLE, min("body_mass_g")::DOUBLE, max("body_mass_g")::DOUBLE, min(TRY_CAST("year" AS DOUBLE))::DOUBLE, max(TRY_CAST("year" AS DOUBLE))::DOUBLE
FROM (THE TABLE);

-- scan for aggregates (28)
SELECT (CASE WHEN count("bill_length_mm") > 0 THEN (45.85e0 + sum(CAST(("bill_length_mm" - 45.85e0) * 72057594037927940e0 AS BIGINT))::DOUBLE / count("bill_length_mm")::DOUBLE * 1.3877787807814457e-17) END)::DOUBLE, (CASE WHEN count("bill_length_mm") > 1 THEN sqrt((count("bill_length_mm")::HUGEINT * sum(CAST(CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT) AS HUGEINT) * CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT)) - sum(CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT))::HUGEINT * sum(CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT)))::DOUBLE / (count("bill_length_mm")::DOUBLE * (count("bill_length_mm")::DOUBLE - 1e0))) * 1.7763568394002505e-15 END)::DOUBLE, (CASE WHEN count("bill_depth_mm") > 0 THEN (17.3e0 + sum(CAST(("bill_depth_mm" - 17.3e0) * 144115188075855870e0 AS BIGINT))::DOUBLE / count("bill_depth_mm")::DOUBLE * 6.938893903907228e-18) END)::DOUBLE, (CASE WHEN count("bill_depth_mm") > 1 THEN sqrt((count("bill_depth_mm")::HUGEINT * sum(CAST(CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT) AS HUGEINT) * CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT)) - sum(CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT))::HUGEINT * sum(CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT)))::DOUBLE / (count("bill_depth_mm")::DOUBLE * (count("bill_depth_mm")::DOUBLE - 1e0))) * 8.881784197001252e-16 END)::DOUBLE, (CASE WHEN count("flipper_length_mm") > 0 THEN (201.5e0 + sum(CAST(("flipper_length_mm" - 201.5e0) * 36028797018963970e0 AS BIGINT))::DOUBLE / count("flipper_length_mm")::DOUBLE * 2.7755575615628914e-17) END)::DOUBLE, (CASE WHEN count("flipper_length_mm") > 1 THEN sqrt((count("flipper_length_mm")::HUGEINT * sum(CAST(CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT) AS HUGEINT) * CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT)) - sum(CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT))::HUGEINT * sum(CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT)))::DOUBLE / (count("flipper_length_mm")::DOUBLE * (count("flipper_length_mm")::DOUBLE - 1e0))) * 3.552713678800501e-15 END)::DOUBLE, (CASE WHEN count("body_mass_g") > 0 THEN (0e0 + sum(CAST(("body_mass_g") * 140737488355328e0 AS BIGINT))::DOUBLE / count("body_mass_g")::DOUBLE * 7.105427357601002e-15) END)::DOUBLE, (CASE WHEN count("body_mass_g") > 1 THEN sqrt((count("body_mass_g")::HUGEINT * sum(CAST(CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT) AS HUGEINT) * CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT)) - sum(CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT))::HUGEINT * sum(CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT)))::DOUBLE / (count("body_mass_g")::DOUBLE * (count("body_mass_g")::DOUBLE - 1e0))) * 2.2737367544323206e-13 END)::DOUBLE, (CASE WHEN count(TRY_CAST("year" AS DOUBLE)) > 0 THEN (2008e0 + sum(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 1152921504606847000e0 AS BIGINT))::DOUBLE / count(TRY_CAST("year" AS DOUBLE))::DOUBLE * 8.673617379884035e-19) END)::DOUBLE, (CASE WHEN count(TRY_CAST("year" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("year" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT)) - sum(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("year" AS DOUBLE))::DOUBLE * (count(TRY_CAST("year" AS DOUBLE))::DOUBLE - 1e0))) * 1.1102230246251565e-16 END)::DOUBLE, (min("bill_length_mm"))::DOUBLE, (max("bill_length_mm"))::DOUBLE, (min("bill_depth_mm"))::DOUBLE, (max("bill_depth_mm"))::DOUBLE, (min("flipper_length_mm"))::DOUBLE, (max("flipper_length_mm"))::DOUBLE, (min("body_mass_g"))::DOUBLE, (max("body_mass_g"))::DOUBLE, (min(TRY_CAST("year" AS DOUBLE)))::DOUBLE, (max(TRY_CAST("year" AS DOUBLE)))::DOUBLE, (count(*))::DOUBLE, (count("island"))::DOUBLE, (count("bill_length_mm"))::DOUBLE, (count("bill_depth_mm"))::DOUBLE, (count("flipper_length_mm"))::DOUBLE, (count("body_mass_g"))::DOUBLE, (count("sex"))::DOUBLE, (count("year"))::DOUBLE
FROM (THE TABLE);

-- scan for group by "island" (26)
CREATE OR REPLACE TABLE g1 AS SELECT "island" AS k0, CAST(CASE WHEN count("bill_length_mm") > 0 THEN (45.85e0 + sum(CAST(("bill_length_mm" - 45.85e0) * 72057594037927940e0 AS BIGINT))::DOUBLE / count("bill_length_mm")::DOUBLE * 1.3877787807814457e-17) END AS DOUBLE) AS "mean_1", CAST(CASE WHEN count("bill_length_mm") > 1 THEN sqrt((count("bill_length_mm")::HUGEINT * sum(CAST(CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT) AS HUGEINT) * CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT)) - sum(CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT))::HUGEINT * sum(CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT)))::DOUBLE / (count("bill_length_mm")::DOUBLE * (count("bill_length_mm")::DOUBLE - 1e0))) * 1.7763568394002505e-15 END AS DOUBLE) AS "std_2", CAST(min("bill_length_mm") AS DOUBLE) AS "min_3", CAST(max("bill_length_mm") AS DOUBLE) AS "max_4", CAST(count("bill_length_mm") AS BIGINT) AS "count_5", CAST(CASE WHEN count("bill_depth_mm") > 0 THEN (17.3e0 + sum(CAST(("bill_depth_mm" - 17.3e0) * 144115188075855870e0 AS BIGINT))::DOUBLE / count("bill_depth_mm")::DOUBLE * 6.938893903907228e-18) END AS DOUBLE) AS "mean_6", CAST(CASE WHEN count("bill_depth_mm") > 1 THEN sqrt((count("bill_depth_mm")::HUGEINT * sum(CAST(CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT) AS HUGEINT) * CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT)) - sum(CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT))::HUGEINT * sum(CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT)))::DOUBLE / (count("bill_depth_mm")::DOUBLE * (count("bill_depth_mm")::DOUBLE - 1e0))) * 8.881784197001252e-16 END AS DOUBLE) AS "std_7", CAST(min("bill_depth_mm") AS DOUBLE) AS "min_8", CAST(max("bill_depth_mm") AS DOUBLE) AS "max_9", CAST(count("bill_depth_mm") AS BIGINT) AS "count_10", CAST(CASE WHEN count("flipper_length_mm") > 0 THEN (201.5e0 + sum(CAST(("flipper_length_mm" - 201.5e0) * 36028797018963970e0 AS BIGINT))::DOUBLE / count("flipper_length_mm")::DOUBLE * 2.7755575615628914e-17) END AS DOUBLE) AS "mean_11", CAST(CASE WHEN count("flipper_length_mm") > 1 THEN sqrt((count("flipper_length_mm")::HUGEINT * sum(CAST(CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT) AS HUGEINT) * CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT)) - sum(CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT))::HUGEINT * sum(CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT)))::DOUBLE / (count("flipper_length_mm")::DOUBLE * (count("flipper_length_mm")::DOUBLE - 1e0))) * 3.552713678800501e-15 END AS DOUBLE) AS "std_12", CAST(min("flipper_length_mm") AS DOUBLE) AS "min_13", CAST(max("flipper_length_mm") AS DOUBLE) AS "max_14", CAST(count("flipper_length_mm") AS BIGINT) AS "count_15", CAST(CASE WHEN count("body_mass_g") > 0 THEN (0e0 + sum(CAST(("body_mass_g") * 140737488355328e0 AS BIGINT))::DOUBLE / count("body_mass_g")::DOUBLE * 7.105427357601002e-15) END AS DOUBLE) AS "mean_16", CAST(CASE WHEN count("body_mass_g") > 1 THEN sqrt((count("body_mass_g")::HUGEINT * sum(CAST(CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT) AS HUGEINT) * CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT)) - sum(CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT))::HUGEINT * sum(CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT)))::DOUBLE / (count("body_mass_g")::DOUBLE * (count("body_mass_g")::DOUBLE - 1e0))) * 2.2737367544323206e-13 END AS DOUBLE) AS "std_17", CAST(min("body_mass_g") AS DOUBLE) AS "min_18", CAST(max("body_mass_g") AS DOUBLE) AS "max_19", CAST(count("body_mass_g") AS BIGINT) AS "count_20", CAST(CASE WHEN count(TRY_CAST("year" AS DOUBLE)) > 0 THEN (2008e0 + sum(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 1152921504606847000e0 AS BIGINT))::DOUBLE / count(TRY_CAST("year" AS DOUBLE))::DOUBLE * 8.673617379884035e-19) END AS DOUBLE) AS "mean_21", CAST(CASE WHEN count(TRY_CAST("year" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("year" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT)) - sum(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("year" AS DOUBLE))::DOUBLE * (count(TRY_CAST("year" AS DOUBLE))::DOUBLE - 1e0))) * 1.1102230246251565e-16 END AS DOUBLE) AS "std_22", CAST(min(TRY_CAST("year" AS DOUBLE)) AS DOUBLE) AS "min_23", CAST(max(TRY_CAST("year" AS DOUBLE)) AS DOUBLE) AS "max_24", CAST(count(TRY_CAST("year" AS DOUBLE)) AS BIGINT) AS "count_25", CAST(count(*) AS BIGINT) AS "rows_26"
FROM (THE TABLE)
WHERE "island" IS NOT NULL
GROUP BY 1;

-- scan for group by "sex" (26)
CREATE OR REPLACE TABLE g2 AS SELECT "sex" AS k0, CAST(CASE WHEN count("bill_length_mm") > 0 THEN (45.85e0 + sum(CAST(("bill_length_mm" - 45.85e0) * 72057594037927940e0 AS BIGINT))::DOUBLE / count("bill_length_mm")::DOUBLE * 1.3877787807814457e-17) END AS DOUBLE) AS "mean_1", CAST(CASE WHEN count("bill_length_mm") > 1 THEN sqrt((count("bill_length_mm")::HUGEINT * sum(CAST(CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT) AS HUGEINT) * CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT)) - sum(CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT))::HUGEINT * sum(CAST(("bill_length_mm" - 45.85e0) * 562949953421312e0 AS BIGINT)))::DOUBLE / (count("bill_length_mm")::DOUBLE * (count("bill_length_mm")::DOUBLE - 1e0))) * 1.7763568394002505e-15 END AS DOUBLE) AS "std_2", CAST(min("bill_length_mm") AS DOUBLE) AS "min_3", CAST(max("bill_length_mm") AS DOUBLE) AS "max_4", CAST(count("bill_length_mm") AS BIGINT) AS "count_5", CAST(CASE WHEN count("bill_depth_mm") > 0 THEN (17.3e0 + sum(CAST(("bill_depth_mm" - 17.3e0) * 144115188075855870e0 AS BIGINT))::DOUBLE / count("bill_depth_mm")::DOUBLE * 6.938893903907228e-18) END AS DOUBLE) AS "mean_6", CAST(CASE WHEN count("bill_depth_mm") > 1 THEN sqrt((count("bill_depth_mm")::HUGEINT * sum(CAST(CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT) AS HUGEINT) * CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT)) - sum(CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT))::HUGEINT * sum(CAST(("bill_depth_mm" - 17.3e0) * 1125899906842624e0 AS BIGINT)))::DOUBLE / (count("bill_depth_mm")::DOUBLE * (count("bill_depth_mm")::DOUBLE - 1e0))) * 8.881784197001252e-16 END AS DOUBLE) AS "std_7", CAST(min("bill_depth_mm") AS DOUBLE) AS "min_8", CAST(max("bill_depth_mm") AS DOUBLE) AS "max_9", CAST(count("bill_depth_mm") AS BIGINT) AS "count_10", CAST(CASE WHEN count("flipper_length_mm") > 0 THEN (201.5e0 + sum(CAST(("flipper_length_mm" - 201.5e0) * 36028797018963970e0 AS BIGINT))::DOUBLE / count("flipper_length_mm")::DOUBLE * 2.7755575615628914e-17) END AS DOUBLE) AS "mean_11", CAST(CASE WHEN count("flipper_length_mm") > 1 THEN sqrt((count("flipper_length_mm")::HUGEINT * sum(CAST(CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT) AS HUGEINT) * CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT)) - sum(CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT))::HUGEINT * sum(CAST(("flipper_length_mm" - 201.5e0) * 281474976710656e0 AS BIGINT)))::DOUBLE / (count("flipper_length_mm")::DOUBLE * (count("flipper_length_mm")::DOUBLE - 1e0))) * 3.552713678800501e-15 END AS DOUBLE) AS "std_12", CAST(min("flipper_length_mm") AS DOUBLE) AS "min_13", CAST(max("flipper_length_mm") AS DOUBLE) AS "max_14", CAST(count("flipper_length_mm") AS BIGINT) AS "count_15", CAST(CASE WHEN count("body_mass_g") > 0 THEN (0e0 + sum(CAST(("body_mass_g") * 140737488355328e0 AS BIGINT))::DOUBLE / count("body_mass_g")::DOUBLE * 7.105427357601002e-15) END AS DOUBLE) AS "mean_16", CAST(CASE WHEN count("body_mass_g") > 1 THEN sqrt((count("body_mass_g")::HUGEINT * sum(CAST(CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT) AS HUGEINT) * CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT)) - sum(CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT))::HUGEINT * sum(CAST(("body_mass_g" - 4500e0) * 4398046511104e0 AS BIGINT)))::DOUBLE / (count("body_mass_g")::DOUBLE * (count("body_mass_g")::DOUBLE - 1e0))) * 2.2737367544323206e-13 END AS DOUBLE) AS "std_17", CAST(min("body_mass_g") AS DOUBLE) AS "min_18", CAST(max("body_mass_g") AS DOUBLE) AS "max_19", CAST(count("body_mass_g") AS BIGINT) AS "count_20", CAST(CASE WHEN count(TRY_CAST("year" AS DOUBLE)) > 0 THEN (2008e0 + sum(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 1152921504606847000e0 AS BIGINT))::DOUBLE / count(TRY_CAST("year" AS DOUBLE))::DOUBLE * 8.673617379884035e-19) END AS DOUBLE) AS "mean_21", CAST(CASE WHEN count(TRY_CAST("year" AS DOUBLE)) > 1 THEN sqrt((count(TRY_CAST("year" AS DOUBLE))::HUGEINT * sum(CAST(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT) AS HUGEINT) * CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT)) - sum(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT))::HUGEINT * sum(CAST((TRY_CAST("year" AS DOUBLE) - 2008e0) * 9007199254740992e0 AS BIGINT)))::DOUBLE / (count(TRY_CAST("year" AS DOUBLE))::DOUBLE * (count(TRY_CAST("year" AS DOUBLE))::DOUBLE - 1e0))) * 1.1102230246251565e-16 END AS DOUBLE) AS "std_22", CAST(min(TRY_CAST("year" AS DOUBLE)) AS DOUBLE) AS "min_23", CAST(max(TRY_CAST("year" AS DOUBLE)) AS DOUBLE) AS "max_24", CAST(count(TRY_CAST("year" AS DOUBLE)) AS BIGINT) AS "count_25", CAST(count(*) AS BIGINT) AS "rows_26"
FROM (THE TABLE)
WHERE "sex" IS NOT NULL
GROUP BY 1;

-- scan for group by "island" (1)
CREATE OR REPLACE TABLE g3_pieces AS SELECT "island" AS k0, mdm_piece AS piece, count("species") AS p0
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "island" IS NOT NULL
GROUP BY 1, 2;

-- scan for group by "island" (1)
CREATE OR REPLACE TABLE g3 AS SELECT k0, CAST(sum(p0) AS BIGINT) AS "count_1"
FROM g3_pieces
GROUP BY 1;

-- scan for group by "island" (1)
CREATE OR REPLACE TABLE g3_oof AS SELECT f.fold::INTEGER AS fold, x.k0, CAST(sum(x.p0) AS BIGINT) AS "count_1"
FROM g3_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2;

-- scan for group by nothing (1)
CREATE OR REPLACE TABLE g4_pieces AS SELECT mdm_piece AS piece, count("species") AS p0
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE TRUE
GROUP BY 1;

-- scan for group by nothing (1)
CREATE OR REPLACE TABLE g4 AS SELECT CAST(sum(p0) AS BIGINT) AS "count_1"
FROM g4_pieces;

-- scan for group by nothing (1)
CREATE OR REPLACE TABLE g4_oof AS SELECT f.fold::INTEGER AS fold, CAST(sum(x.p0) AS BIGINT) AS "count_1"
FROM g4_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1;

-- scan for group by "island", "species" (1)
CREATE OR REPLACE TABLE g5_pieces AS SELECT "island" AS k0, "species" AS k1, mdm_piece AS piece, count(*) AS p0
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "island" IS NOT NULL AND "species" IS NOT NULL
GROUP BY 1, 2, 3;

-- scan for group by "island", "species" (1)
CREATE OR REPLACE TABLE g5 AS SELECT k0, k1, CAST(sum(p0) AS BIGINT) AS "rows_1"
FROM g5_pieces
GROUP BY 1, 2;

-- scan for group by "island", "species" (1)
CREATE OR REPLACE TABLE g5_oof AS SELECT f.fold::INTEGER AS fold, x.k0, x.k1, CAST(sum(x.p0) AS BIGINT) AS "rows_1"
FROM g5_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2, 3;

-- scan for group by "species" (1)
CREATE OR REPLACE TABLE g6_pieces AS SELECT "species" AS k0, mdm_piece AS piece, count(*) AS p0
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "species" IS NOT NULL
GROUP BY 1, 2;

-- scan for group by "species" (1)
CREATE OR REPLACE TABLE g6 AS SELECT k0, CAST(sum(p0) AS BIGINT) AS "rows_1"
FROM g6_pieces
GROUP BY 1;

-- scan for group by "species" (1)
CREATE OR REPLACE TABLE g6_oof AS SELECT f.fold::INTEGER AS fold, x.k0, CAST(sum(x.p0) AS BIGINT) AS "rows_1"
FROM g6_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2;

-- scan for group by "sex" (1)
CREATE OR REPLACE TABLE g7_pieces AS SELECT "sex" AS k0, mdm_piece AS piece, count("species") AS p0
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "sex" IS NOT NULL
GROUP BY 1, 2;

-- scan for group by "sex" (1)
CREATE OR REPLACE TABLE g7 AS SELECT k0, CAST(sum(p0) AS BIGINT) AS "count_1"
FROM g7_pieces
GROUP BY 1;

-- scan for group by "sex" (1)
CREATE OR REPLACE TABLE g7_oof AS SELECT f.fold::INTEGER AS fold, x.k0, CAST(sum(x.p0) AS BIGINT) AS "count_1"
FROM g7_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2;

-- scan for group by "sex", "species" (1)
CREATE OR REPLACE TABLE g8_pieces AS SELECT "sex" AS k0, "species" AS k1, mdm_piece AS piece, count(*) AS p0
FROM (SELECT *, coalesce(CAST(('0x' || substr(md5(('0:' || CAST("mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)::INTEGER, -1) AS mdm_piece
FROM (THE TABLE))
WHERE "sex" IS NOT NULL AND "species" IS NOT NULL
GROUP BY 1, 2, 3;

-- scan for group by "sex", "species" (1)
CREATE OR REPLACE TABLE g8 AS SELECT k0, k1, CAST(sum(p0) AS BIGINT) AS "rows_1"
FROM g8_pieces
GROUP BY 1, 2;

-- scan for group by "sex", "species" (1)
CREATE OR REPLACE TABLE g8_oof AS SELECT f.fold::INTEGER AS fold, x.k0, x.k1, CAST(sum(x.p0) AS BIGINT) AS "rows_1"
FROM g8_pieces x JOIN (SELECT unnest(range(5)) AS fold) f ON x.piece >= 0 AND x.piece <> f.fold
GROUP BY 1, 2, 3;

-- scan for group by TRY_CAST("year" AS DOUBLE) (1)
CREATE OR REPLACE TABLE g9 AS SELECT TRY_CAST("year" AS DOUBLE) AS k0, CAST(count(*) AS BIGINT) AS "rows_1"
FROM (THE TABLE)
WHERE TRY_CAST("year" AS DOUBLE) IS NOT NULL
GROUP BY 1;

-- scan for known values (4)
SELECT count("bill_length_mm")::DOUBLE, count("bill_depth_mm")::DOUBLE, count("flipper_length_mm")::DOUBLE, count("body_mass_g")::DOUBLE
FROM (THE TABLE);

-- scan for known values of TRY_CAST("year" AS DOUBLE) (1)
SELECT coalesce(sum(rows_1), 0)::DOUBLE
FROM g9;

-- scan for ranks of TRY_CAST("year" AS DOUBLE) (1)
CREATE OR REPLACE TABLE r5 AS SELECT v, e, (e - (c - 1) / 2e0) / 344e0 AS p
FROM (SELECT v, c, (sum(c) OVER (ORDER BY v ROWS UNBOUNDED PRECEDING))::BIGINT AS e
FROM (SELECT k0::DOUBLE AS v, sum(rows_1) AS c
FROM g9
GROUP BY 1));

-- scan for quantiles of TRY_CAST("year" AS DOUBLE) (13)
SELECT min(v) FILTER (WHERE e > 85), min(v) FILTER (WHERE e > 86), min(v) FILTER (WHERE e > 171), min(v) FILTER (WHERE e > 172), min(v) FILTER (WHERE e > 257), min(v) FILTER (WHERE e > 258), min(v) FILTER (WHERE e > 17), min(v) FILTER (WHERE e > 18), min(v) FILTER (WHERE e > 325), min(v) FILTER (WHERE e > 326), min(v) FILTER (WHERE e > 34), min(v) FILTER (WHERE e > 35), min(v) FILTER (WHERE e > 68), min(v) FILTER (WHERE e > 69), min(v) FILTER (WHERE e > 102), min(v) FILTER (WHERE e > 103), min(v) FILTER (WHERE e > 137), min(v) FILTER (WHERE e > 138), min(v) FILTER (WHERE e > 205), min(v) FILTER (WHERE e > 206), min(v) FILTER (WHERE e > 240), min(v) FILTER (WHERE e > 241), min(v) FILTER (WHERE e > 274), min(v) FILTER (WHERE e > 275), min(v) FILTER (WHERE e > 308), min(v) FILTER (WHERE e > 309)
FROM (SELECT k0::DOUBLE AS v, (sum(rows_1) OVER (ORDER BY k0 ROWS UNBOUNDED PRECEDING))::BIGINT AS e
FROM g9);

-- scan for known values (4)
SELECT count("bill_length_mm")::DOUBLE, count("bill_depth_mm")::DOUBLE, count("flipper_length_mm")::DOUBLE, count("body_mass_g")::DOUBLE
FROM (THE TABLE);

-- scan for quantiles (4)
SELECT quantile_disc("bill_length_mm"::DOUBLE, [0.25e0, 0.25292397660818716e0, 0.49853801169590645e0, 0.5014619883040936e0, 0.7470760233918129e0, 0.75e0, 0.05116959064327485e0, 0.054093567251461985e0, 0.945906432748538e0, 0.9488304093567251e0, 0.10087719298245613e0, 0.10380116959064327e0, 0.20029239766081872e0, 0.20321637426900585e0, 0.2997076023391813e0, 0.3026315789473684e0, 0.3991228070175439e0, 0.402046783625731e0, 0.597953216374269e0, 0.6008771929824561e0, 0.6973684210526315e0, 0.7002923976608187e0, 0.7967836257309941e0, 0.7997076023391813e0, 0.8961988304093568e0, 0.8991228070175439e0]), quantile_disc("bill_depth_mm"::DOUBLE, [0.25e0, 0.25292397660818716e0, 0.49853801169590645e0, 0.5014619883040936e0, 0.7470760233918129e0, 0.75e0, 0.05116959064327485e0, 0.054093567251461985e0, 0.945906432748538e0, 0.9488304093567251e0, 0.10087719298245613e0, 0.10380116959064327e0, 0.20029239766081872e0, 0.20321637426900585e0, 0.2997076023391813e0, 0.3026315789473684e0, 0.3991228070175439e0, 0.402046783625731e0, 0.597953216374269e0, 0.6008771929824561e0, 0.6973684210526315e0, 0.7002923976608187e0, 0.7967836257309941e0, 0.7997076023391813e0, 0.8961988304093568e0, 0.8991228070175439e0]), quantile_disc("flipper_length_mm"::DOUBLE, [0.25e0, 0.25292397660818716e0, 0.49853801169590645e0, 0.5014619883040936e0, 0.7470760233918129e0, 0.75e0, 0.05116959064327485e0, 0.054093567251461985e0, 0.945906432748538e0, 0.9488304093567251e0, 0.10087719298245613e0, 0.10380116959064327e0, 0.20029239766081872e0, 0.20321637426900585e0, 0.2997076023391813e0, 0.3026315789473684e0, 0.3991228070175439e0, 0.402046783625731e0, 0.597953216374269e0, 0.6008771929824561e0, 0.6973684210526315e0, 0.7002923976608187e0, 0.7967836257309941e0, 0.7997076023391813e0, 0.8961988304093568e0, 0.8991228070175439e0]), quantile_disc("body_mass_g"::DOUBLE, [0.25e0, 0.25292397660818716e0, 0.49853801169590645e0, 0.5014619883040936e0, 0.7470760233918129e0, 0.75e0, 0.05116959064327485e0, 0.054093567251461985e0, 0.945906432748538e0, 0.9488304093567251e0, 0.10087719298245613e0, 0.10380116959064327e0, 0.20029239766081872e0, 0.20321637426900585e0, 0.2997076023391813e0, 0.3026315789473684e0, 0.3991228070175439e0, 0.402046783625731e0, 0.597953216374269e0, 0.6008771929824561e0, 0.6973684210526315e0, 0.7002923976608187e0, 0.7967836257309941e0, 0.7997076023391813e0, 0.8961988304093568e0, 0.8991228070175439e0])
FROM (THE TABLE);

-- stage m_s1: rank, rank of "bill_length_mm", rank of "bill_depth_mm", rank of "flipper_length_mm", rank of "body_mass_g"
SELECT r, CASE WHEN x0 IS NOT NULL THEN (rank() OVER (ORDER BY x0 NULLS LAST) + round(cume_dist() OVER (ORDER BY x0 NULLS LAST) * 344e0)) / 2e0 / 342e0 END AS p0, CASE WHEN x1 IS NOT NULL THEN (rank() OVER (ORDER BY x1 NULLS LAST) + round(cume_dist() OVER (ORDER BY x1 NULLS LAST) * 344e0)) / 2e0 / 342e0 END AS p1, CASE WHEN x2 IS NOT NULL THEN (rank() OVER (ORDER BY x2 NULLS LAST) + round(cume_dist() OVER (ORDER BY x2 NULLS LAST) * 344e0)) / 2e0 / 342e0 END AS p2, CASE WHEN x3 IS NOT NULL THEN (rank() OVER (ORDER BY x3 NULLS LAST) + round(cume_dist() OVER (ORDER BY x3 NULLS LAST) * 344e0)) / 2e0 / 342e0 END AS p3
FROM (SELECT "mdm_row" AS r, "bill_length_mm" AS x0, "bill_depth_mm" AS x1, "flipper_length_mm" AS x2, "body_mass_g" AS x3
FROM (THE TABLE));

-- features
SELECT q."species" AS "species",
  q."island" AS "island",
  q."bill_length_mm" AS "bill_length_mm",
  q."bill_depth_mm" AS "bill_depth_mm",
  q."flipper_length_mm" AS "flipper_length_mm",
  q."body_mass_g" AS "body_mass_g",
  q."sex" AS "sex",
  q."year" AS "year",
  CAST(CASE WHEN (q."bill_length_mm" < 0e0) THEN (- CASE WHEN (- q."bill_length_mm") > -1e0 THEN coalesce(ln(1e0 + (- q."bill_length_mm")) * ((- q."bill_length_mm") / nullif((1e0 + (- q."bill_length_mm")) - 1e0, 0e0)), (- q."bill_length_mm")) END) ELSE CASE WHEN q."bill_length_mm" > -1e0 THEN coalesce(ln(1e0 + q."bill_length_mm") * (q."bill_length_mm" / nullif((1e0 + q."bill_length_mm") - 1e0, 0e0)), q."bill_length_mm") END END AS DOUBLE) AS "bill_length_mm__log1p",
  CAST(CASE WHEN (q."bill_depth_mm" < 0e0) THEN (- CASE WHEN (- q."bill_depth_mm") > -1e0 THEN coalesce(ln(1e0 + (- q."bill_depth_mm")) * ((- q."bill_depth_mm") / nullif((1e0 + (- q."bill_depth_mm")) - 1e0, 0e0)), (- q."bill_depth_mm")) END) ELSE CASE WHEN q."bill_depth_mm" > -1e0 THEN coalesce(ln(1e0 + q."bill_depth_mm") * (q."bill_depth_mm" / nullif((1e0 + q."bill_depth_mm") - 1e0, 0e0)), q."bill_depth_mm") END END AS DOUBLE) AS "bill_depth_mm__log1p",
  CAST(CASE WHEN (q."flipper_length_mm" < 0e0) THEN (- CASE WHEN (- q."flipper_length_mm") > -1e0 THEN coalesce(ln(1e0 + (- q."flipper_length_mm")) * ((- q."flipper_length_mm") / nullif((1e0 + (- q."flipper_length_mm")) - 1e0, 0e0)), (- q."flipper_length_mm")) END) ELSE CASE WHEN q."flipper_length_mm" > -1e0 THEN coalesce(ln(1e0 + q."flipper_length_mm") * (q."flipper_length_mm" / nullif((1e0 + q."flipper_length_mm") - 1e0, 0e0)), q."flipper_length_mm") END END AS DOUBLE) AS "flipper_length_mm__log1p",
  CAST(CASE WHEN (q."body_mass_g" < 0e0) THEN (- CASE WHEN (- q."body_mass_g") > -1e0 THEN coalesce(ln(1e0 + (- q."body_mass_g")) * ((- q."body_mass_g") / nullif((1e0 + (- q."body_mass_g")) - 1e0, 0e0)), (- q."body_mass_g")) END) ELSE CASE WHEN q."body_mass_g" > -1e0 THEN coalesce(ln(1e0 + q."body_mass_g") * (q."body_mass_g" / nullif((1e0 + q."body_mass_g") - 1e0, 0e0)), q."body_mass_g") END END AS DOUBLE) AS "body_mass_g__log1p",
  CAST(CASE WHEN (TRY_CAST(q."year" AS DOUBLE) < 0e0) THEN (- CASE WHEN (- TRY_CAST(q."year" AS DOUBLE)) > -1e0 THEN coalesce(ln(1e0 + (- TRY_CAST(q."year" AS DOUBLE))) * ((- TRY_CAST(q."year" AS DOUBLE)) / nullif((1e0 + (- TRY_CAST(q."year" AS DOUBLE))) - 1e0, 0e0)), (- TRY_CAST(q."year" AS DOUBLE))) END) ELSE CASE WHEN TRY_CAST(q."year" AS DOUBLE) > -1e0 THEN coalesce(ln(1e0 + TRY_CAST(q."year" AS DOUBLE)) * (TRY_CAST(q."year" AS DOUBLE) / nullif((1e0 + TRY_CAST(q."year" AS DOUBLE)) - 1e0, 0e0)), TRY_CAST(q."year" AS DOUBLE)) END END AS DOUBLE) AS "year__log1p",
  CAST(CASE WHEN (q."bill_length_mm" < 0e0) THEN (- CASE WHEN (- q."bill_length_mm") >= 0 THEN sqrt((- q."bill_length_mm")) END) ELSE CASE WHEN q."bill_length_mm" >= 0 THEN sqrt(q."bill_length_mm") END END AS DOUBLE) AS "bill_length_mm__sqrt",
  CAST(CASE WHEN (q."bill_depth_mm" < 0e0) THEN (- CASE WHEN (- q."bill_depth_mm") >= 0 THEN sqrt((- q."bill_depth_mm")) END) ELSE CASE WHEN q."bill_depth_mm" >= 0 THEN sqrt(q."bill_depth_mm") END END AS DOUBLE) AS "bill_depth_mm__sqrt",
  CAST(CASE WHEN (q."flipper_length_mm" < 0e0) THEN (- CASE WHEN (- q."flipper_length_mm") >= 0 THEN sqrt((- q."flipper_length_mm")) END) ELSE CASE WHEN q."flipper_length_mm" >= 0 THEN sqrt(q."flipper_length_mm") END END AS DOUBLE) AS "flipper_length_mm__sqrt",
  CAST(CASE WHEN (q."body_mass_g" < 0e0) THEN (- CASE WHEN (- q."body_mass_g") >= 0 THEN sqrt((- q."body_mass_g")) END) ELSE CASE WHEN q."body_mass_g" >= 0 THEN sqrt(q."body_mass_g") END END AS DOUBLE) AS "body_mass_g__sqrt",
  CAST(CASE WHEN (TRY_CAST(q."year" AS DOUBLE) < 0e0) THEN (- CASE WHEN (- TRY_CAST(q."year" AS DOUBLE)) >= 0 THEN sqrt((- TRY_CAST(q."year" AS DOUBLE))) END) ELSE CASE WHEN TRY_CAST(q."year" AS DOUBLE) >= 0 THEN sqrt(TRY_CAST(q."year" AS DOUBLE)) END END AS DOUBLE) AS "year__sqrt",
  CAST(q.m_h1 AS DOUBLE) AS "bill_length_mm__zscore",
  CAST(q.m_h2 AS DOUBLE) AS "bill_depth_mm__zscore",
  CAST(q.m_h3 AS DOUBLE) AS "flipper_length_mm__zscore",
  CAST(q.m_h4 AS DOUBLE) AS "body_mass_g__zscore",
  CAST(CASE WHEN isfinite(q.m_h5) THEN q.m_h5 END AS DOUBLE) AS "year__zscore",
  CAST(((q."bill_length_mm" - 44.45e0) / 9.274999999999999e0) AS DOUBLE) AS "bill_length_mm__robust",
  CAST(((q."bill_depth_mm" - 17.3e0) / 3.0999999999999996e0) AS DOUBLE) AS "bill_depth_mm__robust",
  CAST(((q."flipper_length_mm" - 197e0) / 23e0) AS DOUBLE) AS "flipper_length_mm__robust",
  CAST(((q."body_mass_g" - 4050e0) / 1200e0) AS DOUBLE) AS "body_mass_g__robust",
  CAST(((TRY_CAST(q."year" AS DOUBLE) - 2008e0) / 2e0) AS DOUBLE) AS "year__robust",
  CAST(((q."bill_length_mm" - 32.1e0) / 27.5e0) AS DOUBLE) AS "bill_length_mm__minmax",
  CAST(((q."bill_depth_mm" - 13.1e0) / 8.4e0) AS DOUBLE) AS "bill_depth_mm__minmax",
  CAST(((q."flipper_length_mm" - 172e0) / 59e0) AS DOUBLE) AS "flipper_length_mm__minmax",
  CAST(((q."body_mass_g" - 2700e0) / 3600e0) AS DOUBLE) AS "body_mass_g__minmax",
  CAST(((TRY_CAST(q."year" AS DOUBLE) - 2007e0) / 2e0) AS DOUBLE) AS "year__minmax",
  CAST(q.m_v1 AS DOUBLE) AS "bill_length_mm__rank",
  CAST(q.m_v2 AS DOUBLE) AS "bill_depth_mm__rank",
  CAST(q.m_v3 AS DOUBLE) AS "flipper_length_mm__rank",
  CAST(q.m_v4 AS DOUBLE) AS "body_mass_g__rank",
  CAST(q.m_v5 AS DOUBLE) AS "year__rank",
  CAST(CASE WHEN ((q."bill_length_mm" < 25.312500000000004e0) OR (q."bill_length_mm" > 62.412499999999994e0)) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "bill_length_mm__outlier_iqr",
  CAST(CASE WHEN (abs(q.m_h1) > 3e0) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "bill_length_mm__outlier_z",
  CAST(CASE WHEN ((q."bill_depth_mm" < 10.95e0) OR (q."bill_depth_mm" > 23.349999999999998e0)) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "bill_depth_mm__outlier_iqr",
  CAST(CASE WHEN (abs(q.m_h2) > 3e0) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "bill_depth_mm__outlier_z",
  CAST(CASE WHEN ((q."flipper_length_mm" < 155.5e0) OR (q."flipper_length_mm" > 247.5e0)) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "flipper_length_mm__outlier_iqr",
  CAST(CASE WHEN (abs(q.m_h3) > 3e0) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "flipper_length_mm__outlier_z",
  CAST(CASE WHEN ((q."body_mass_g" < 1750e0) OR (q."body_mass_g" > 6550e0)) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "body_mass_g__outlier_iqr",
  CAST(CASE WHEN (abs(q.m_h4) > 3e0) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "body_mass_g__outlier_z",
  CAST(CASE WHEN ((TRY_CAST(q."year" AS DOUBLE) < 2004e0) OR (TRY_CAST(q."year" AS DOUBLE) > 2012e0)) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "year__outlier_iqr",
  CAST(CASE WHEN (abs(q.m_h5) > 3e0) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "year__outlier_z",
  CAST(CASE WHEN CASE WHEN q."bill_length_mm" >= 35.7e0 THEN q."bill_length_mm" WHEN 35.7e0 > q."bill_length_mm" THEN 35.7e0 END <= 51.995e0 THEN CASE WHEN q."bill_length_mm" >= 35.7e0 THEN q."bill_length_mm" WHEN 35.7e0 > q."bill_length_mm" THEN 35.7e0 END WHEN 51.995e0 < CASE WHEN q."bill_length_mm" >= 35.7e0 THEN q."bill_length_mm" WHEN 35.7e0 > q."bill_length_mm" THEN 35.7e0 END THEN 51.995e0 END AS DOUBLE) AS "bill_length_mm__winsorised",
  CAST(CASE WHEN CASE WHEN q."bill_depth_mm" >= 13.9e0 THEN q."bill_depth_mm" WHEN 13.9e0 > q."bill_depth_mm" THEN 13.9e0 END <= 20e0 THEN CASE WHEN q."bill_depth_mm" >= 13.9e0 THEN q."bill_depth_mm" WHEN 13.9e0 > q."bill_depth_mm" THEN 13.9e0 END WHEN 20e0 < CASE WHEN q."bill_depth_mm" >= 13.9e0 THEN q."bill_depth_mm" WHEN 13.9e0 > q."bill_depth_mm" THEN 13.9e0 END THEN 20e0 END AS DOUBLE) AS "bill_depth_mm__winsorised",
  CAST(CASE WHEN CASE WHEN q."flipper_length_mm" >= 181e0 THEN q."flipper_length_mm" WHEN 181e0 > q."flipper_length_mm" THEN 181e0 END <= 225e0 THEN CASE WHEN q."flipper_length_mm" >= 181e0 THEN q."flipper_length_mm" WHEN 181e0 > q."flipper_length_mm" THEN 181e0 END WHEN 225e0 < CASE WHEN q."flipper_length_mm" >= 181e0 THEN q."flipper_length_mm" WHEN 181e0 > q."flipper_length_mm" THEN 181e0 END THEN 225e0 END AS DOUBLE) AS "flipper_length_mm__winsorised",
  CAST(CASE WHEN CASE WHEN q."body_mass_g" >= 3150e0 THEN q."body_mass_g" WHEN 3150e0 > q."body_mass_g" THEN 3150e0 END <= 5650e0 THEN CASE WHEN q."body_mass_g" >= 3150e0 THEN q."body_mass_g" WHEN 3150e0 > q."body_mass_g" THEN 3150e0 END WHEN 5650e0 < CASE WHEN q."body_mass_g" >= 3150e0 THEN q."body_mass_g" WHEN 3150e0 > q."body_mass_g" THEN 3150e0 END THEN 5650e0 END AS DOUBLE) AS "body_mass_g__winsorised",
  CAST(CASE WHEN CASE WHEN TRY_CAST(q."year" AS DOUBLE) >= 2007e0 THEN TRY_CAST(q."year" AS DOUBLE) WHEN 2007e0 > TRY_CAST(q."year" AS DOUBLE) THEN 2007e0 END <= 2009e0 THEN CASE WHEN TRY_CAST(q."year" AS DOUBLE) >= 2007e0 THEN TRY_CAST(q."year" AS DOUBLE) WHEN 2007e0 > TRY_CAST(q."year" AS DOUBLE) THEN 2007e0 END WHEN 2009e0 < CASE WHEN TRY_CAST(q."year" AS DOUBLE) >= 2007e0 THEN TRY_CAST(q."year" AS DOUBLE) WHEN 2007e0 > TRY_CAST(q."year" AS DOUBLE) THEN 2007e0 END THEN 2009e0 END AS DOUBLE) AS "year__winsorised",
  CAST(TRY_CAST(CASE WHEN (q."bill_length_mm" IS NULL) THEN NULL::USMALLINT WHEN (q."bill_length_mm" < 34.85e0) THEN 0::USMALLINT WHEN (q."bill_length_mm" < 37.6e0) THEN 1::USMALLINT WHEN (q."bill_length_mm" < 40.35e0) THEN 2::USMALLINT WHEN (q."bill_length_mm" < 43.1e0) THEN 3::USMALLINT WHEN (q."bill_length_mm" < 45.85e0) THEN 4::USMALLINT WHEN (q."bill_length_mm" < 48.6e0) THEN 5::USMALLINT WHEN (q."bill_length_mm" < 51.35e0) THEN 6::USMALLINT WHEN (q."bill_length_mm" < 54.1e0) THEN 7::USMALLINT WHEN (q."bill_length_mm" < 56.85e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "bill_length_mm__bin_equal",
  CAST(TRY_CAST(CASE WHEN (q."bill_length_mm" IS NULL) THEN NULL::USMALLINT WHEN (q."bill_length_mm" <= 36.6e0) THEN 0::USMALLINT WHEN (q."bill_length_mm" <= 38.339999999999996e0) THEN 1::USMALLINT WHEN (q."bill_length_mm" <= 40.2e0) THEN 2::USMALLINT WHEN (q."bill_length_mm" <= 42e0) THEN 3::USMALLINT WHEN (q."bill_length_mm" <= 44.45e0) THEN 4::USMALLINT WHEN (q."bill_length_mm" <= 46e0) THEN 5::USMALLINT WHEN (q."bill_length_mm" <= 47.37e0) THEN 6::USMALLINT WHEN (q."bill_length_mm" <= 49.38e0) THEN 7::USMALLINT WHEN (q."bill_length_mm" <= 50.8e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "bill_length_mm__bin_quantile",
  CAST(TRY_CAST(CASE WHEN (q."bill_length_mm" IS NULL) THEN NULL::USMALLINT WHEN (q."bill_length_mm" < 39.1e0) THEN 0::USMALLINT WHEN (q."bill_length_mm" < 43.8e0) THEN 1::USMALLINT WHEN (q."bill_length_mm" < 48.1e0) THEN 2::USMALLINT WHEN (q."bill_length_mm" < 52.5e0) THEN 3::USMALLINT ELSE 4::USMALLINT END AS UTINYINT) AS UTINYINT) AS "bill_length_mm__bin_natural",
  CAST(TRY_CAST(CASE WHEN (q."bill_depth_mm" IS NULL) THEN NULL::USMALLINT WHEN (q."bill_depth_mm" < 13.94e0) THEN 0::USMALLINT WHEN (q."bill_depth_mm" < 14.78e0) THEN 1::USMALLINT WHEN (q."bill_depth_mm" < 15.620000000000001e0) THEN 2::USMALLINT WHEN (q."bill_depth_mm" < 16.46e0) THEN 3::USMALLINT WHEN (q."bill_depth_mm" < 17.3e0) THEN 4::USMALLINT WHEN (q."bill_depth_mm" < 18.14e0) THEN 5::USMALLINT WHEN (q."bill_depth_mm" < 18.98e0) THEN 6::USMALLINT WHEN (q."bill_depth_mm" < 19.82e0) THEN 7::USMALLINT WHEN (q."bill_depth_mm" < 20.66e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "bill_depth_mm__bin_equal",
  CAST(TRY_CAST(CASE WHEN (q."bill_depth_mm" IS NULL) THEN NULL::USMALLINT WHEN (q."bill_depth_mm" <= 14.3e0) THEN 0::USMALLINT WHEN (q."bill_depth_mm" <= 15e0) THEN 1::USMALLINT WHEN (q."bill_depth_mm" <= 15.93e0) THEN 2::USMALLINT WHEN (q."bill_depth_mm" <= 16.8e0) THEN 3::USMALLINT WHEN (q."bill_depth_mm" <= 17.3e0) THEN 4::USMALLINT WHEN (q."bill_depth_mm" <= 17.9e0) THEN 5::USMALLINT WHEN (q."bill_depth_mm" <= 18.5e0) THEN 6::USMALLINT WHEN (q."bill_depth_mm" <= 18.9e0) THEN 7::USMALLINT WHEN (q."bill_depth_mm" <= 19.5e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "bill_depth_mm__bin_quantile",
  CAST(TRY_CAST(CASE WHEN (q."bill_depth_mm" IS NULL) THEN NULL::USMALLINT WHEN (q."bill_depth_mm" < 14.9e0) THEN 0::USMALLINT WHEN (q."bill_depth_mm" < 16.4e0) THEN 1::USMALLINT WHEN (q."bill_depth_mm" < 17.9e0) THEN 2::USMALLINT WHEN (q."bill_depth_mm" < 19.4e0) THEN 3::USMALLINT ELSE 4::USMALLINT END AS UTINYINT) AS UTINYINT) AS "bill_depth_mm__bin_natural",
  CAST(TRY_CAST(CASE WHEN (q."flipper_length_mm" IS NULL) THEN NULL::USMALLINT WHEN (q."flipper_length_mm" < 177.9e0) THEN 0::USMALLINT WHEN (q."flipper_length_mm" < 183.8e0) THEN 1::USMALLINT WHEN (q."flipper_length_mm" < 189.7e0) THEN 2::USMALLINT WHEN (q."flipper_length_mm" < 195.6e0) THEN 3::USMALLINT WHEN (q."flipper_length_mm" < 201.5e0) THEN 4::USMALLINT WHEN (q."flipper_length_mm" < 207.4e0) THEN 5::USMALLINT WHEN (q."flipper_length_mm" < 213.3e0) THEN 6::USMALLINT WHEN (q."flipper_length_mm" < 219.2e0) THEN 7::USMALLINT WHEN (q."flipper_length_mm" < 225.1e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "flipper_length_mm__bin_equal",
  CAST(TRY_CAST(CASE WHEN (q."flipper_length_mm" IS NULL) THEN NULL::USMALLINT WHEN (q."flipper_length_mm" <= 185e0) THEN 0::USMALLINT WHEN (q."flipper_length_mm" <= 188e0) THEN 1::USMALLINT WHEN (q."flipper_length_mm" <= 191e0) THEN 2::USMALLINT WHEN (q."flipper_length_mm" <= 194e0) THEN 3::USMALLINT WHEN (q."flipper_length_mm" <= 197e0) THEN 4::USMALLINT WHEN (q."flipper_length_mm" <= 203e0) THEN 5::USMALLINT WHEN (q."flipper_length_mm" <= 210e0) THEN 6::USMALLINT WHEN (q."flipper_length_mm" <= 215e0) THEN 7::USMALLINT WHEN (q."flipper_length_mm" <= 220.90000000000003e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "flipper_length_mm__bin_quantile",
  CAST(TRY_CAST(CASE WHEN (q."flipper_length_mm" IS NULL) THEN NULL::USMALLINT WHEN (q."flipper_length_mm" < 186e0) THEN 0::USMALLINT WHEN (q."flipper_length_mm" < 194e0) THEN 1::USMALLINT WHEN (q."flipper_length_mm" < 206e0) THEN 2::USMALLINT WHEN (q."flipper_length_mm" < 219e0) THEN 3::USMALLINT ELSE 4::USMALLINT END AS UTINYINT) AS UTINYINT) AS "flipper_length_mm__bin_natural",
  CAST(TRY_CAST(CASE WHEN (q."body_mass_g" IS NULL) THEN NULL::USMALLINT WHEN (q."body_mass_g" < 3060e0) THEN 0::USMALLINT WHEN (q."body_mass_g" < 3420e0) THEN 1::USMALLINT WHEN (q."body_mass_g" < 3780e0) THEN 2::USMALLINT WHEN (q."body_mass_g" < 4140e0) THEN 3::USMALLINT WHEN (q."body_mass_g" < 4500e0) THEN 4::USMALLINT WHEN (q."body_mass_g" < 4860e0) THEN 5::USMALLINT WHEN (q."body_mass_g" < 5220e0) THEN 6::USMALLINT WHEN (q."body_mass_g" < 5580e0) THEN 7::USMALLINT WHEN (q."body_mass_g" < 5940e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "body_mass_g__bin_equal",
  CAST(TRY_CAST(CASE WHEN (q."body_mass_g" IS NULL) THEN NULL::USMALLINT WHEN (q."body_mass_g" <= 3300e0) THEN 0::USMALLINT WHEN (q."body_mass_g" <= 3475e0) THEN 1::USMALLINT WHEN (q."body_mass_g" <= 3650e0) THEN 2::USMALLINT WHEN (q."body_mass_g" <= 3800e0) THEN 3::USMALLINT WHEN (q."body_mass_g" <= 4050e0) THEN 4::USMALLINT WHEN (q."body_mass_g" <= 4300e0) THEN 5::USMALLINT WHEN (q."body_mass_g" <= 4650e0) THEN 6::USMALLINT WHEN (q."body_mass_g" <= 4950e0) THEN 7::USMALLINT WHEN (q."body_mass_g" <= 5400e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "body_mass_g__bin_quantile",
  CAST(TRY_CAST(CASE WHEN (q."body_mass_g" IS NULL) THEN NULL::USMALLINT WHEN (q."body_mass_g" < 3525e0) THEN 0::USMALLINT WHEN (q."body_mass_g" < 4050e0) THEN 1::USMALLINT WHEN (q."body_mass_g" < 4575e0) THEN 2::USMALLINT WHEN (q."body_mass_g" < 5250e0) THEN 3::USMALLINT ELSE 4::USMALLINT END AS UTINYINT) AS UTINYINT) AS "body_mass_g__bin_natural",
  CAST(TRY_CAST(CASE WHEN (TRY_CAST(q."year" AS DOUBLE) IS NULL) THEN NULL::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2007.2e0) THEN 0::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2007.4e0) THEN 1::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2007.6e0) THEN 2::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2007.8e0) THEN 3::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2008e0) THEN 4::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2008.2e0) THEN 5::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2008.4e0) THEN 6::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2008.6e0) THEN 7::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2008.8e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "year__bin_equal",
  CAST(TRY_CAST(CASE WHEN (TRY_CAST(q."year" AS DOUBLE) IS NULL) THEN NULL::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) <= 2007e0) THEN 0::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) <= 2007e0) THEN 1::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) <= 2007e0) THEN 2::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) <= 2008e0) THEN 3::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) <= 2008e0) THEN 4::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) <= 2008e0) THEN 5::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) <= 2009e0) THEN 6::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) <= 2009e0) THEN 7::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) <= 2009e0) THEN 8::USMALLINT ELSE 9::USMALLINT END AS UTINYINT) AS UTINYINT) AS "year__bin_quantile",
  CAST(TRY_CAST(CASE WHEN (TRY_CAST(q."year" AS DOUBLE) IS NULL) THEN NULL::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2008e0) THEN 0::USMALLINT WHEN (TRY_CAST(q."year" AS DOUBLE) < 2009e0) THEN 1::USMALLINT ELSE 2::USMALLINT END AS UTINYINT) AS UTINYINT) AS "year__bin_natural",
  CAST(CASE WHEN isfinite(q.m_h6) THEN q.m_h6 END AS DOUBLE) AS "bill_length_mm__boxcox",
  CAST(CASE WHEN isfinite(q.m_h7) THEN q.m_h7 END AS DOUBLE) AS "bill_length_mm__yeojohnson",
  CAST(CASE WHEN isfinite(q.m_h8) THEN q.m_h8 END AS DOUBLE) AS "bill_depth_mm__boxcox",
  CAST(CASE WHEN isfinite(q.m_h9) THEN q.m_h9 END AS DOUBLE) AS "bill_depth_mm__yeojohnson",
  CAST(CASE WHEN isfinite(q.m_h10) THEN q.m_h10 END AS DOUBLE) AS "flipper_length_mm__boxcox",
  CAST(CASE WHEN isfinite(q.m_h11) THEN q.m_h11 END AS DOUBLE) AS "flipper_length_mm__yeojohnson",
  CAST(CASE WHEN isfinite(q.m_h12) THEN q.m_h12 END AS DOUBLE) AS "body_mass_g__boxcox",
  CAST(CASE WHEN isfinite(q.m_h13) THEN q.m_h13 END AS DOUBLE) AS "body_mass_g__yeojohnson",
  CAST(CASE WHEN isfinite(q.m_h14) THEN q.m_h14 END AS DOUBLE) AS "year__boxcox",
  CAST(CASE WHEN isfinite(q.m_h15) THEN q.m_h15 END AS DOUBLE) AS "year__yeojohnson",
  CAST(CASE WHEN (q."bill_length_mm" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "bill_length_mm__is_missing",
  CAST(CASE WHEN (q."bill_depth_mm" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "bill_depth_mm__is_missing",
  CAST(CASE WHEN (q."flipper_length_mm" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "flipper_length_mm__is_missing",
  CAST(CASE WHEN (q."body_mass_g" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "body_mass_g__is_missing",
  CAST(CASE WHEN (q."sex" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "sex__is_missing",
  CAST(TRY_CAST(q.m_h16 AS INTEGER) AS INTEGER) AS "missing_row__missing_count",
  CAST(CASE WHEN isfinite(q.m_h17) THEN q.m_h17 END AS DOUBLE) AS "missing_row__missing_share",
  CAST(CASE WHEN isfinite(q.m_h18) THEN q.m_h18 END AS DOUBLE) AS "flipper_length_mm__body_mass_g__plus",
  CAST(CASE WHEN isfinite(q.m_h19) THEN q.m_h19 END AS DOUBLE) AS "flipper_length_mm__body_mass_g__minus",
  CAST(CASE WHEN isfinite(q.m_h20) THEN q.m_h20 END AS DOUBLE) AS "flipper_length_mm__body_mass_g__times",
  CAST(CASE WHEN isfinite(q.m_h21) THEN q.m_h21 END AS DOUBLE) AS "flipper_length_mm__body_mass_g__ratio",
  CAST(CASE WHEN isfinite(q.m_h22) THEN q.m_h22 END AS DOUBLE) AS "bill_length_mm__flipper_length_mm__plus",
  CAST(CASE WHEN isfinite(q.m_h23) THEN q.m_h23 END AS DOUBLE) AS "bill_length_mm__flipper_length_mm__minus",
  CAST(CASE WHEN isfinite(q.m_h24) THEN q.m_h24 END AS DOUBLE) AS "bill_length_mm__flipper_length_mm__times",
  CAST(CASE WHEN isfinite(q.m_h25) THEN q.m_h25 END AS DOUBLE) AS "bill_length_mm__flipper_length_mm__ratio",
  CAST(CASE WHEN isfinite(q.m_h26) THEN q.m_h26 END AS DOUBLE) AS "bill_length_mm__body_mass_g__plus",
  CAST(CASE WHEN isfinite(q.m_h27) THEN q.m_h27 END AS DOUBLE) AS "bill_length_mm__body_mass_g__minus",
  CAST(CASE WHEN isfinite(q.m_h28) THEN q.m_h28 END AS DOUBLE) AS "bill_length_mm__body_mass_g__times",
  CAST(CASE WHEN isfinite(q.m_h29) THEN q.m_h29 END AS DOUBLE) AS "bill_length_mm__body_mass_g__ratio",
  CAST(CASE WHEN isfinite(q.m_h30) THEN q.m_h30 END AS DOUBLE) AS "bill_depth_mm__flipper_length_mm__plus",
  CAST(CASE WHEN isfinite(q.m_h31) THEN q.m_h31 END AS DOUBLE) AS "bill_depth_mm__flipper_length_mm__minus",
  CAST(CASE WHEN isfinite(q.m_h32) THEN q.m_h32 END AS DOUBLE) AS "bill_depth_mm__flipper_length_mm__times",
  CAST(CASE WHEN isfinite(q.m_h33) THEN q.m_h33 END AS DOUBLE) AS "bill_depth_mm__flipper_length_mm__ratio",
  CAST(CASE WHEN isfinite(q.m_h34) THEN q.m_h34 END AS DOUBLE) AS "bill_depth_mm__body_mass_g__plus",
  CAST(CASE WHEN isfinite(q.m_h35) THEN q.m_h35 END AS DOUBLE) AS "bill_depth_mm__body_mass_g__minus",
  CAST(CASE WHEN isfinite(q.m_h36) THEN q.m_h36 END AS DOUBLE) AS "bill_depth_mm__body_mass_g__times",
  CAST(CASE WHEN isfinite(q.m_h37) THEN q.m_h37 END AS DOUBLE) AS "bill_depth_mm__body_mass_g__ratio",
  CAST(CASE WHEN isfinite(q.m_h38) THEN q.m_h38 END AS DOUBLE) AS "bill_length_mm__bill_depth_mm__plus",
  CAST(CASE WHEN isfinite(q.m_h39) THEN q.m_h39 END AS DOUBLE) AS "bill_length_mm__bill_depth_mm__minus",
  CAST(CASE WHEN isfinite(q.m_h40) THEN q.m_h40 END AS DOUBLE) AS "bill_length_mm__bill_depth_mm__times",
  CAST(CASE WHEN isfinite(q.m_h41) THEN q.m_h41 END AS DOUBLE) AS "bill_length_mm__bill_depth_mm__ratio",
  CAST(CASE WHEN isfinite(q.m_h42) THEN q.m_h42 END AS DOUBLE) AS "flipper_length_mm__year__plus",
  CAST(CASE WHEN isfinite(q.m_h43) THEN q.m_h43 END AS DOUBLE) AS "flipper_length_mm__year__minus",
  CAST(CASE WHEN isfinite(q.m_h44) THEN q.m_h44 END AS DOUBLE) AS "flipper_length_mm__year__times",
  CAST(CASE WHEN isfinite(q.m_h45) THEN q.m_h45 END AS DOUBLE) AS "flipper_length_mm__year__ratio",
  CAST(q.m_v6 AS DOUBLE) AS "bill_length_mm__island__mean",
  CAST(q.m_v7 AS DOUBLE) AS "bill_length_mm__island__std",
  CAST(q.m_v8 AS DOUBLE) AS "bill_length_mm__island__min",
  CAST(q.m_v9 AS DOUBLE) AS "bill_length_mm__island__max",
  CAST(TRY_CAST(q.m_v10 AS INTEGER) AS INTEGER) AS "bill_length_mm__island__count",
  CAST(CASE WHEN isfinite(q.m_h46) THEN q.m_h46 END AS DOUBLE) AS "bill_length_mm__island__deviation",
  CAST(q.m_v11 AS DOUBLE) AS "bill_depth_mm__island__mean",
  CAST(q.m_v12 AS DOUBLE) AS "bill_depth_mm__island__std",
  CAST(q.m_v13 AS DOUBLE) AS "bill_depth_mm__island__min",
  CAST(q.m_v14 AS DOUBLE) AS "bill_depth_mm__island__max",
  CAST(TRY_CAST(q.m_v15 AS INTEGER) AS INTEGER) AS "bill_depth_mm__island__count",
  CAST(CASE WHEN isfinite(q.m_h47) THEN q.m_h47 END AS DOUBLE) AS "bill_depth_mm__island__deviation",
  CAST(q.m_v16 AS DOUBLE) AS "flipper_length_mm__island__mean",
  CAST(q.m_v17 AS DOUBLE) AS "flipper_length_mm__island__std",
  CAST(q.m_v18 AS DOUBLE) AS "flipper_length_mm__island__min",
  CAST(q.m_v19 AS DOUBLE) AS "flipper_length_mm__island__max",
  CAST(TRY_CAST(q.m_v20 AS INTEGER) AS INTEGER) AS "flipper_length_mm__island__count",
  CAST(CASE WHEN isfinite(q.m_h48) THEN q.m_h48 END AS DOUBLE) AS "flipper_length_mm__island__deviation",
  CAST(q.m_v21 AS DOUBLE) AS "body_mass_g__island__mean",
  CAST(q.m_v22 AS DOUBLE) AS "body_mass_g__island__std",
  CAST(q.m_v23 AS DOUBLE) AS "body_mass_g__island__min",
  CAST(q.m_v24 AS DOUBLE) AS "body_mass_g__island__max",
  CAST(TRY_CAST(q.m_v25 AS INTEGER) AS INTEGER) AS "body_mass_g__island__count",
  CAST(CASE WHEN isfinite(q.m_h49) THEN q.m_h49 END AS DOUBLE) AS "body_mass_g__island__deviation",
  CAST(q.m_v26 AS DOUBLE) AS "year__island__mean",
  CAST(q.m_v27 AS DOUBLE) AS "year__island__std",
  CAST(q.m_v28 AS DOUBLE) AS "year__island__min",
  CAST(q.m_v29 AS DOUBLE) AS "year__island__max",
  CAST(TRY_CAST(q.m_v30 AS INTEGER) AS INTEGER) AS "year__island__count",
  CAST(CASE WHEN isfinite(q.m_h50) THEN q.m_h50 END AS DOUBLE) AS "year__island__deviation",
  CAST(q.m_v31 AS DOUBLE) AS "bill_length_mm__sex__mean",
  CAST(q.m_v32 AS DOUBLE) AS "bill_length_mm__sex__std",
  CAST(q.m_v33 AS DOUBLE) AS "bill_length_mm__sex__min",
  CAST(q.m_v34 AS DOUBLE) AS "bill_length_mm__sex__max",
  CAST(TRY_CAST(q.m_v35 AS INTEGER) AS INTEGER) AS "bill_length_mm__sex__count",
  CAST(CASE WHEN isfinite(q.m_h51) THEN q.m_h51 END AS DOUBLE) AS "bill_length_mm__sex__deviation",
  CAST(q.m_v36 AS DOUBLE) AS "bill_depth_mm__sex__mean",
  CAST(q.m_v37 AS DOUBLE) AS "bill_depth_mm__sex__std",
  CAST(q.m_v38 AS DOUBLE) AS "bill_depth_mm__sex__min",
  CAST(q.m_v39 AS DOUBLE) AS "bill_depth_mm__sex__max",
  CAST(TRY_CAST(q.m_v40 AS INTEGER) AS INTEGER) AS "bill_depth_mm__sex__count",
  CAST(CASE WHEN isfinite(q.m_h52) THEN q.m_h52 END AS DOUBLE) AS "bill_depth_mm__sex__deviation",
  CAST(q.m_v41 AS DOUBLE) AS "flipper_length_mm__sex__mean",
  CAST(q.m_v42 AS DOUBLE) AS "flipper_length_mm__sex__std",
  CAST(q.m_v43 AS DOUBLE) AS "flipper_length_mm__sex__min",
  CAST(q.m_v44 AS DOUBLE) AS "flipper_length_mm__sex__max",
  CAST(TRY_CAST(q.m_v45 AS INTEGER) AS INTEGER) AS "flipper_length_mm__sex__count",
  CAST(CASE WHEN isfinite(q.m_h53) THEN q.m_h53 END AS DOUBLE) AS "flipper_length_mm__sex__deviation",
  CAST(q.m_v46 AS DOUBLE) AS "body_mass_g__sex__mean",
  CAST(q.m_v47 AS DOUBLE) AS "body_mass_g__sex__std",
  CAST(q.m_v48 AS DOUBLE) AS "body_mass_g__sex__min",
  CAST(q.m_v49 AS DOUBLE) AS "body_mass_g__sex__max",
  CAST(TRY_CAST(q.m_v50 AS INTEGER) AS INTEGER) AS "body_mass_g__sex__count",
  CAST(CASE WHEN isfinite(q.m_h54) THEN q.m_h54 END AS DOUBLE) AS "body_mass_g__sex__deviation",
  CAST(q.m_v51 AS DOUBLE) AS "year__sex__mean",
  CAST(q.m_v52 AS DOUBLE) AS "year__sex__std",
  CAST(q.m_v53 AS DOUBLE) AS "year__sex__min",
  CAST(q.m_v54 AS DOUBLE) AS "year__sex__max",
  CAST(TRY_CAST(q.m_v55 AS INTEGER) AS INTEGER) AS "year__sex__count",
  CAST(CASE WHEN isfinite(q.m_h55) THEN q.m_h55 END AS DOUBLE) AS "year__sex__deviation",
  CAST(TRY_CAST(CASE WHEN (q."island" IS NULL) THEN NULL::BIGINT WHEN (q.m_v56 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v56 END AS INTEGER) AS INTEGER) AS "island__count",
  CAST((CASE WHEN (q."island" IS NULL) THEN NULL::BIGINT WHEN (q.m_v56 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v56 END / 344e0) AS DOUBLE) AS "island__share",
  CAST(TRY_CAST(CASE WHEN (q."sex" IS NULL) THEN NULL::BIGINT WHEN (q.m_v57 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v57 END AS INTEGER) AS INTEGER) AS "sex__count",
  CAST((CASE WHEN (q."sex" IS NULL) THEN NULL::BIGINT WHEN (q.m_v57 IS NULL) THEN TRY_CAST(0e0 AS BIGINT) ELSE q.m_v57 END / 333e0) AS DOUBLE) AS "sex__share",
  CAST(CASE WHEN ((NOT (q."island" IS NULL)) AND ((q.m_v56 IS NULL) OR (q.m_v56 < 4e0))) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "island__is_rare",
  CAST(CASE WHEN ((NOT (q."sex" IS NULL)) AND ((q.m_v57 IS NULL) OR (q.m_v57 < 4e0))) THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "sex__is_rare",
  CAST(CASE WHEN (q."island" = 'Biscoe') THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "island__is_Biscoe",
  CAST(CASE WHEN (q."island" = 'Dream') THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "island__is_Dream",
  CAST(CASE WHEN (q."island" = 'Torgersen') THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "island__is_Torgersen",
  CAST(CASE WHEN (q."sex" = 'male') THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "sex__is_male",
  CAST(CASE WHEN (q."sex" = 'female') THEN 1::UTINYINT ELSE 0::UTINYINT END AS UTINYINT) AS "sex__is_female",
  CAST(CASE WHEN (q."island" IS NULL) THEN NULL::VARCHAR WHEN (q.m_v56 >= 4e0) THEN q."island" ELSE 'other' END AS VARCHAR) AS "island__grouped",
  CAST(CASE WHEN (q."sex" IS NULL) THEN NULL::VARCHAR WHEN (q.m_v57 >= 4e0) THEN q."sex" ELSE 'other' END AS VARCHAR) AS "sex__grouped",
  CAST(CASE WHEN (q."island" = 'Biscoe') THEN TRY_CAST(0e0 AS INTEGER) WHEN (q."island" = 'Dream') THEN TRY_CAST(1e0 AS INTEGER) WHEN (q."island" = 'Torgersen') THEN TRY_CAST(2e0 AS INTEGER) WHEN (q."island" IS NULL) THEN NULL::INTEGER ELSE TRY_CAST(-1e0 AS INTEGER) END AS INTEGER) AS "island__ordinal",
  CAST(CASE WHEN (q."sex" = 'male') THEN TRY_CAST(1e0 AS INTEGER) WHEN (q."sex" = 'female') THEN TRY_CAST(0e0 AS INTEGER) WHEN (q."sex" IS NULL) THEN NULL::INTEGER ELSE TRY_CAST(-1e0 AS INTEGER) END AS INTEGER) AS "sex__ordinal",
  CAST(CASE WHEN isfinite(q.m_h58) THEN q.m_h58 END AS DOUBLE) AS "island__target_share_Adelie",
  CAST(CASE WHEN isfinite(q.m_h61) THEN q.m_h61 END AS DOUBLE) AS "island__target_share_Chinstrap",
  CAST(CASE WHEN isfinite(q.m_h64) THEN q.m_h64 END AS DOUBLE) AS "island__target_share_Gentoo",
  CAST(CASE WHEN isfinite(q.m_h65) THEN q.m_h65 END AS DOUBLE) AS "sex__target_share_Adelie",
  CAST(CASE WHEN isfinite(q.m_h66) THEN q.m_h66 END AS DOUBLE) AS "sex__target_share_Chinstrap",
  CAST(CASE WHEN isfinite(q.m_h67) THEN q.m_h67 END AS DOUBLE) AS "sex__target_share_Gentoo",
  CAST(TRY_CAST(length(q."island") AS INTEGER) AS INTEGER) AS "island__length",
  CAST(TRY_CAST(length(q."sex") AS INTEGER) AS INTEGER) AS "sex__length"
FROM (SELECT *, CASE WHEN (TRY_CAST(m_v58 AS DOUBLE) > 0e0) THEN ((CASE WHEN (m_v59 IS NULL) THEN 0e0 ELSE TRY_CAST(m_v59 AS DOUBLE) END + m_h57) / nullif((TRY_CAST(m_v58 AS DOUBLE) + 10e0), 0e0)) ELSE m_h56 END AS m_h58, CASE WHEN (TRY_CAST(m_v58 AS DOUBLE) > 0e0) THEN ((CASE WHEN (m_v62 IS NULL) THEN 0e0 ELSE TRY_CAST(m_v62 AS DOUBLE) END + m_h60) / nullif((TRY_CAST(m_v58 AS DOUBLE) + 10e0), 0e0)) ELSE m_h59 END AS m_h61, CASE WHEN (TRY_CAST(m_v58 AS DOUBLE) > 0e0) THEN ((CASE WHEN (m_v64 IS NULL) THEN 0e0 ELSE TRY_CAST(m_v64 AS DOUBLE) END + m_h63) / nullif((TRY_CAST(m_v58 AS DOUBLE) + 10e0), 0e0)) ELSE m_h62 END AS m_h64, CASE WHEN (TRY_CAST(m_v66 AS DOUBLE) > 0e0) THEN ((CASE WHEN (m_v67 IS NULL) THEN 0e0 ELSE TRY_CAST(m_v67 AS DOUBLE) END + m_h57) / nullif((TRY_CAST(m_v66 AS DOUBLE) + 10e0), 0e0)) ELSE m_h56 END AS m_h65, CASE WHEN (TRY_CAST(m_v66 AS DOUBLE) > 0e0) THEN ((CASE WHEN (m_v68 IS NULL) THEN 0e0 ELSE TRY_CAST(m_v68 AS DOUBLE) END + m_h60) / nullif((TRY_CAST(m_v66 AS DOUBLE) + 10e0), 0e0)) ELSE m_h59 END AS m_h66, CASE WHEN (TRY_CAST(m_v66 AS DOUBLE) > 0e0) THEN ((CASE WHEN (m_v69 IS NULL) THEN 0e0 ELSE TRY_CAST(m_v69 AS DOUBLE) END + m_h63) / nullif((TRY_CAST(m_v66 AS DOUBLE) + 10e0), 0e0)) ELSE m_h62 END AS m_h67
FROM (SELECT *, (m_h16 / 7e0) AS m_h17, (m_h56 * 10e0) AS m_h57, (m_h59 * 10e0) AS m_h60, (m_h62 * 10e0) AS m_h63
FROM (SELECT *, (("bill_length_mm" - 43.9219298245614e0) / 5.4595837139265315e0) AS m_h1, (("bill_depth_mm" - 17.151169590643274e0) / 1.9747931568167816e0) AS m_h2, (("flipper_length_mm" - 200.91520467836258e0) / 14.061713679356888e0) AS m_h3, (("body_mass_g" - 4201.754385964912e0) / 801.9545356980955e0) AS m_h4, ((TRY_CAST("year" AS DOUBLE) - 2008.0290697674418e0) / 0.8183559254837041e0) AS m_h5, ((exp((CASE WHEN "bill_length_mm" > 0 THEN ln("bill_length_mm") END * 0.6201739e0)) - 1e0) / 0.6201739e0) AS m_h6, CASE WHEN ("bill_length_mm" < 0e0) THEN (- ((exp((CASE WHEN (- "bill_length_mm") > -1e0 THEN coalesce(ln(1e0 + (- "bill_length_mm")) * ((- "bill_length_mm") / nullif((1e0 + (- "bill_length_mm")) - 1e0, 0e0)), (- "bill_length_mm")) END * 1.3846896e0)) - 1e0) / 1.3846896e0)) ELSE ((exp((CASE WHEN "bill_length_mm" > -1e0 THEN coalesce(ln(1e0 + "bill_length_mm") * ("bill_length_mm" / nullif((1e0 + "bill_length_mm") - 1e0, 0e0)), "bill_length_mm") END * 0.6153104e0)) - 1e0) / 0.6153104e0) END AS m_h7, ((exp((CASE WHEN "bill_depth_mm" > 0 THEN ln("bill_depth_mm") END * 1.4747607e0)) - 1e0) / 1.4747607e0) AS m_h8, CASE WHEN ("bill_depth_mm" < 0e0) THEN (- ((exp((CASE WHEN (- "bill_depth_mm") > -1e0 THEN coalesce(ln(1e0 + (- "bill_depth_mm")) * ((- "bill_depth_mm") / nullif((1e0 + (- "bill_depth_mm")) - 1e0, 0e0)), (- "bill_depth_mm")) END * 0.48681719999999995e0)) - 1e0) / 0.48681719999999995e0)) ELSE ((exp((CASE WHEN "bill_depth_mm" > -1e0 THEN coalesce(ln(1e0 + "bill_depth_mm") * ("bill_depth_mm" / nullif((1e0 + "bill_depth_mm") - 1e0, 0e0)), "bill_depth_mm") END * 1.5131828e0)) - 1e0) / 1.5131828e0) END AS m_h9, ((exp((CASE WHEN "flipper_length_mm" > 0 THEN ln("flipper_length_mm") END * -2.063209e0)) - 1e0) / -2.063209e0) AS m_h10, CASE WHEN ("flipper_length_mm" < 0e0) THEN (- ((exp((CASE WHEN (- "flipper_length_mm") > -1e0 THEN coalesce(ln(1e0 + (- "flipper_length_mm")) * ((- "flipper_length_mm") / nullif((1e0 + (- "flipper_length_mm")) - 1e0, 0e0)), (- "flipper_length_mm")) END * 4.0775166e0)) - 1e0) / 4.0775166e0)) ELSE ((exp((CASE WHEN "flipper_length_mm" > -1e0 THEN coalesce(ln(1e0 + "flipper_length_mm") * ("flipper_length_mm" / nullif((1e0 + "flipper_length_mm") - 1e0, 0e0)), "flipper_length_mm") END * -2.0775166e0)) - 1e0) / -2.0775166e0) END AS m_h11, ((exp((CASE WHEN "body_mass_g" > 0 THEN ln("body_mass_g") END * -0.4656523e0)) - 1e0) / -0.4656523e0) AS m_h12, CASE WHEN ("body_mass_g" < 0e0) THEN (- ((exp((CASE WHEN (- "body_mass_g") > -1e0 THEN coalesce(ln(1e0 + (- "body_mass_g")) * ((- "body_mass_g") / nullif((1e0 + (- "body_mass_g")) - 1e0, 0e0)), (- "body_mass_g")) END * 2.4659746e0)) - 1e0) / 2.4659746e0)) ELSE ((exp((CASE WHEN "body_mass_g" > -1e0 THEN coalesce(ln(1e0 + "body_mass_g") * ("body_mass_g" / nullif((1e0 + "body_mass_g") - 1e0, 0e0)), "body_mass_g") END * -0.4659746e0)) - 1e0) / -0.4659746e0) END AS m_h13, ((exp((CASE WHEN TRY_CAST("year" AS DOUBLE) > 0 THEN ln(TRY_CAST("year" AS DOUBLE)) END * 5e0)) - 1e0) / 5e0) AS m_h14, CASE WHEN (TRY_CAST("year" AS DOUBLE) < 0e0) THEN (- ((exp((CASE WHEN (- TRY_CAST("year" AS DOUBLE)) > -1e0 THEN coalesce(ln(1e0 + (- TRY_CAST("year" AS DOUBLE))) * ((- TRY_CAST("year" AS DOUBLE)) / nullif((1e0 + (- TRY_CAST("year" AS DOUBLE))) - 1e0, 0e0)), (- TRY_CAST("year" AS DOUBLE))) END * -3e0)) - 1e0) / -3e0)) ELSE ((exp((CASE WHEN TRY_CAST("year" AS DOUBLE) > -1e0 THEN coalesce(ln(1e0 + TRY_CAST("year" AS DOUBLE)) * (TRY_CAST("year" AS DOUBLE) / nullif((1e0 + TRY_CAST("year" AS DOUBLE)) - 1e0, 0e0)), TRY_CAST("year" AS DOUBLE)) END * 5e0)) - 1e0) / 5e0) END AS m_h15, (((TRY_CAST(CASE WHEN ("island" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END AS DOUBLE) + CASE WHEN ("bill_length_mm" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END) + (TRY_CAST(CASE WHEN ("bill_depth_mm" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END AS DOUBLE) + CASE WHEN ("flipper_length_mm" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END)) + ((TRY_CAST(CASE WHEN ("body_mass_g" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END AS DOUBLE) + CASE WHEN ("sex" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END) + CASE WHEN ("year" IS NULL) THEN 1::UTINYINT ELSE 0::UTINYINT END)) AS m_h16, ("flipper_length_mm" + "body_mass_g") AS m_h18, ("flipper_length_mm" - "body_mass_g") AS m_h19, ("flipper_length_mm" * "body_mass_g") AS m_h20, ("flipper_length_mm" / nullif("body_mass_g", 0e0)) AS m_h21, ("bill_length_mm" + "flipper_length_mm") AS m_h22, ("bill_length_mm" - "flipper_length_mm") AS m_h23, ("bill_length_mm" * "flipper_length_mm") AS m_h24, ("bill_length_mm" / nullif("flipper_length_mm", 0e0)) AS m_h25, ("bill_length_mm" + "body_mass_g") AS m_h26, ("bill_length_mm" - "body_mass_g") AS m_h27, ("bill_length_mm" * "body_mass_g") AS m_h28, ("bill_length_mm" / nullif("body_mass_g", 0e0)) AS m_h29, ("bill_depth_mm" + "flipper_length_mm") AS m_h30, ("bill_depth_mm" - "flipper_length_mm") AS m_h31, ("bill_depth_mm" * "flipper_length_mm") AS m_h32, ("bill_depth_mm" / nullif("flipper_length_mm", 0e0)) AS m_h33, ("bill_depth_mm" + "body_mass_g") AS m_h34, ("bill_depth_mm" - "body_mass_g") AS m_h35, ("bill_depth_mm" * "body_mass_g") AS m_h36, ("bill_depth_mm" / nullif("body_mass_g", 0e0)) AS m_h37, ("bill_length_mm" + "bill_depth_mm") AS m_h38, ("bill_length_mm" - "bill_depth_mm") AS m_h39, ("bill_length_mm" * "bill_depth_mm") AS m_h40, ("bill_length_mm" / nullif("bill_depth_mm", 0e0)) AS m_h41, ("flipper_length_mm" + TRY_CAST("year" AS DOUBLE)) AS m_h42, ("flipper_length_mm" - TRY_CAST("year" AS DOUBLE)) AS m_h43, ("flipper_length_mm" * TRY_CAST("year" AS DOUBLE)) AS m_h44, ("flipper_length_mm" / nullif(TRY_CAST("year" AS DOUBLE), 0e0)) AS m_h45, ("bill_length_mm" - m_v6) AS m_h46, ("bill_depth_mm" - m_v11) AS m_h47, ("flipper_length_mm" - m_v16) AS m_h48, ("body_mass_g" - m_v21) AS m_h49, (TRY_CAST("year" AS DOUBLE) - m_v26) AS m_h50, ("bill_length_mm" - m_v31) AS m_h51, ("bill_depth_mm" - m_v36) AS m_h52, ("flipper_length_mm" - m_v41) AS m_h53, ("body_mass_g" - m_v46) AS m_h54, (TRY_CAST("year" AS DOUBLE) - m_v51) AS m_h55, (CASE WHEN (m_v60 IS NULL) THEN 0e0 ELSE TRY_CAST(m_v60 AS DOUBLE) END / nullif(TRY_CAST(m_v61 AS DOUBLE), 0e0)) AS m_h56, (CASE WHEN (m_v63 IS NULL) THEN 0e0 ELSE TRY_CAST(m_v63 AS DOUBLE) END / nullif(TRY_CAST(m_v61 AS DOUBLE), 0e0)) AS m_h59, (CASE WHEN (m_v65 IS NULL) THEN 0e0 ELSE TRY_CAST(m_v65 AS DOUBLE) END / nullif(TRY_CAST(m_v61 AS DOUBLE), 0e0)) AS m_h62
FROM (SELECT t."species", t."island", t."bill_length_mm", t."bill_depth_mm", t."flipper_length_mm", t."body_mass_g", t."sex", t."year", m_s1.p0 AS m_v1, m_s1.p1 AS m_v2, m_s1.p2 AS m_v3, m_s1.p3 AS m_v4, m_j1.p AS m_v5, m_j2."mean_1" AS m_v6, m_j2."std_2" AS m_v7, m_j2."min_3" AS m_v8, m_j2."max_4" AS m_v9, m_j2."count_5" AS m_v10, m_j2."mean_6" AS m_v11, m_j2."std_7" AS m_v12, m_j2."min_8" AS m_v13, m_j2."max_9" AS m_v14, m_j2."count_10" AS m_v15, m_j2."mean_11" AS m_v16, m_j2."std_12" AS m_v17, m_j2."min_13" AS m_v18, m_j2."max_14" AS m_v19, m_j2."count_15" AS m_v20, m_j2."mean_16" AS m_v21, m_j2."std_17" AS m_v22, m_j2."min_18" AS m_v23, m_j2."max_19" AS m_v24, m_j2."count_20" AS m_v25, m_j2."mean_21" AS m_v26, m_j2."std_22" AS m_v27, m_j2."min_23" AS m_v28, m_j2."max_24" AS m_v29, m_j2."count_25" AS m_v30, m_j3."mean_1" AS m_v31, m_j3."std_2" AS m_v32, m_j3."min_3" AS m_v33, m_j3."max_4" AS m_v34, m_j3."count_5" AS m_v35, m_j3."mean_6" AS m_v36, m_j3."std_7" AS m_v37, m_j3."min_8" AS m_v38, m_j3."max_9" AS m_v39, m_j3."count_10" AS m_v40, m_j3."mean_11" AS m_v41, m_j3."std_12" AS m_v42, m_j3."min_13" AS m_v43, m_j3."max_14" AS m_v44, m_j3."count_15" AS m_v45, m_j3."mean_16" AS m_v46, m_j3."std_17" AS m_v47, m_j3."min_18" AS m_v48, m_j3."max_19" AS m_v49, m_j3."count_20" AS m_v50, m_j3."mean_21" AS m_v51, m_j3."std_22" AS m_v52, m_j3."min_23" AS m_v53, m_j3."max_24" AS m_v54, m_j3."count_25" AS m_v55, m_j2."rows_26" AS m_v56, m_j3."rows_26" AS m_v57, m_j4."count_1" AS m_v58, m_j5."rows_1" AS m_v59, m_j6."rows_1" AS m_v60, m_j7."count_1" AS m_v61, m_j8."rows_1" AS m_v62, m_j9."rows_1" AS m_v63, m_j10."rows_1" AS m_v64, m_j11."rows_1" AS m_v65, m_j12."count_1" AS m_v66, m_j13."rows_1" AS m_v67, m_j14."rows_1" AS m_v68, m_j15."rows_1" AS m_v69
FROM (THE TABLE) t
LEFT JOIN r5 m_j1 ON m_j1.v = TRY_CAST(t."year" AS DOUBLE)
LEFT JOIN g1 m_j2 ON m_j2.k0 = t."island"
LEFT JOIN g2 m_j3 ON m_j3.k0 = t."sex"
LEFT JOIN g3_oof m_j4 ON m_j4.k0 = t."island" AND m_j4.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g5_oof m_j5 ON m_j5.k0 = t."island" AND m_j5.k1 = 'Adelie' AND m_j5.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g6_oof m_j6 ON m_j6.k0 = 'Adelie' AND m_j6.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g4_oof m_j7 ON m_j7.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g5_oof m_j8 ON m_j8.k0 = t."island" AND m_j8.k1 = 'Chinstrap' AND m_j8.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g6_oof m_j9 ON m_j9.k0 = 'Chinstrap' AND m_j9.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g5_oof m_j10 ON m_j10.k0 = t."island" AND m_j10.k1 = 'Gentoo' AND m_j10.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g6_oof m_j11 ON m_j11.k0 = 'Gentoo' AND m_j11.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g7_oof m_j12 ON m_j12.k0 = t."sex" AND m_j12.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g8_oof m_j13 ON m_j13.k0 = t."sex" AND m_j13.k1 = 'Adelie' AND m_j13.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g8_oof m_j14 ON m_j14.k0 = t."sex" AND m_j14.k1 = 'Chinstrap' AND m_j14.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN g8_oof m_j15 ON m_j15.k0 = t."sex" AND m_j15.k1 = 'Gentoo' AND m_j15.fold = CAST(('0x' || substr(md5(('0:' || CAST(t."mdm_row" AS VARCHAR))), 1, 15))::UBIGINT % 5 AS INTEGER)
LEFT JOIN m_s1 ON m_s1.r = t."mdm_row")))) q;
