-- 6 columns, 99 features, 9 scans, 2 stages
-- column date: timestamp, datetime, the time
-- column precipitation: double, numeric
-- column temp_max: double, numeric
-- column temp_min: double, numeric
-- column wind: double, numeric
-- column weather: text, categorical, the target
-- the table
SELECT c0 AS "date", CASE WHEN isfinite(c1) THEN c1 END AS "precipitation", CASE WHEN isfinite(c2) THEN c2 END AS "temp_max", CASE WHEN isfinite(c3) THEN c3 END AS "temp_min", CASE WHEN isfinite(c4) THEN c4 END AS "wind", c5 AS "weather", t.file_row_number AS "mdm_row"
FROM read_parquet('TEMP/input-1.parquet', hive_partitioning = false) AS t(c0, c1, c2, c3, c4, c5);

-- scan for ranges (4)
SELECT min("precipitation")::DOUBLE, max("precipitation")::DOUBLE, min("temp_max")::DOUBLE, max("temp_max")::DOUBLE, min("temp_min")::DOUBLE, max("temp_min")::DOUBLE, min("wind")::DOUBLE, max("wind")::DOUBLE
FROM (THE TABLE);

-- scan for aggregates (9)
SELECT (min(epoch("date")))::DOUBLE, (CASE WHEN count("precipitation") > 0 THEN (0e0 + sum(CAST(("precipitation") * 18014398509481984e0 AS BIGINT))::DOUBLE / count("precipitation")::DOUBLE * 5.551115123125783e-17) END)::DOUBLE, (CASE WHEN count("precipitation") > 1 THEN sqrt((count("precipitation")::HUGEINT * sum(CAST(CAST(("precipitation" - 27.95e0) * 140737488355328e0 AS BIGINT) AS HUGEINT) * CAST(("precipitation" - 27.95e0) * 140737488355328e0 AS BIGINT)) - sum(CAST(("precipitation" - 27.95e0) * 140737488355328e0 AS BIGINT))::HUGEINT * sum(CAST(("precipitation" - 27.95e0) * 140737488355328e0 AS BIGINT)))::DOUBLE / (count("precipitation")::DOUBLE * (count("precipitation")::DOUBLE - 1e0))) * 7.105427357601002e-15 END)::DOUBLE, (CASE WHEN count("temp_max") > 0 THEN (0e0 + sum(CAST(("temp_max") * 18014398509481984e0 AS BIGINT))::DOUBLE / count("temp_max")::DOUBLE * 5.551115123125783e-17) END)::DOUBLE, (CASE WHEN count("temp_max") > 1 THEN sqrt((count("temp_max")::HUGEINT * sum(CAST(CAST(("temp_max" - 17e0) * 140737488355328e0 AS BIGINT) AS HUGEINT) * CAST(("temp_max" - 17e0) * 140737488355328e0 AS BIGINT)) - sum(CAST(("temp_max" - 17e0) * 140737488355328e0 AS BIGINT))::HUGEINT * sum(CAST(("temp_max" - 17e0) * 140737488355328e0 AS BIGINT)))::DOUBLE / (count("temp_max")::DOUBLE * (count("temp_max")::DOUBLE - 1e0))) * 7.105427357601002e-15 END)::DOUBLE, (CASE WHEN count("temp_min") > 0 THEN (0e0 + sum(CAST(("temp_min") * 36028797018963970e0 AS BIGINT))::DOUBLE / count("temp_min")::DOUBLE * 2.7755575615628914e-17) END)::DOUBLE, (CASE WHEN count("temp_min") > 1 THEN sqrt((count("temp_min")::HUGEINT * sum(CAST(CAST(("temp_min" - 5.6000000000000005e0) * 281474976710656e0 AS BIGINT) AS HUGEINT) * CAST(("temp_min" - 5.6000000000000005e0) * 281474976710656e0 AS BIGINT)) - sum(CAST(("temp_min" - 5.6000000000000005e0) * 281474976710656e0 AS BIGINT))::HUGEINT * sum(CAST(("temp_min" - 5.6000000000000005e0) * 281474976710656e0 AS BIGINT)))::DOUBLE / (count("temp_min")::DOUBLE * (count("temp_min")::DOUBLE - 1e0))) * 3.552713678800501e-15 END)::DOUBLE, (CASE WHEN count("wind") > 0 THEN (0e0 + sum(CAST(("wind") * 72057594037927940e0 AS BIGINT))::DOUBLE / count("wind")::DOUBLE * 1.3877787807814457e-17) END)::DOUBLE, (CASE WHEN count("wind") > 1 THEN sqrt((count("wind")::HUGEINT * sum(CAST(CAST(("wind" - 4.95e0) * 562949953421312e0 AS BIGINT) AS HUGEINT) * CAST(("wind" - 4.95e0) * 562949953421312e0 AS BIGINT)) - sum(CAST(("wind" - 4.95e0) * 562949953421312e0 AS BIGINT))::HUGEINT * sum(CAST(("wind" - 4.95e0) * 562949953421312e0 AS BIGINT)))::DOUBLE / (count("wind")::DOUBLE * (count("wind")::DOUBLE - 1e0))) * 1.7763568394002505e-15 END)::DOUBLE
FROM (THE TABLE);

-- scan for group by "temp_max" (1)
CREATE OR REPLACE TABLE g1 AS SELECT "temp_max" AS k0, CAST(count(*) AS BIGINT) AS "rows_1"
FROM (THE TABLE)
WHERE "temp_max" IS NOT NULL
GROUP BY 1;

-- scan for group by "temp_min" (1)
CREATE OR REPLACE TABLE g2 AS SELECT "temp_min" AS k0, CAST(count(*) AS BIGINT) AS "rows_1"
FROM (THE TABLE)
WHERE "temp_min" IS NOT NULL
GROUP BY 1;

-- scan for known values (2)
SELECT count("precipitation")::DOUBLE, count("wind")::DOUBLE
FROM (THE TABLE);

-- scan for known values of "temp_max" (1)
SELECT coalesce(sum(rows_1), 0)::DOUBLE
FROM g1;

-- scan for ranks of "temp_max" (1)
CREATE OR REPLACE TABLE r2 AS SELECT v, e, (e - (c - 1) / 2e0) / 1461e0 AS p
FROM (SELECT v, c, (sum(c) OVER (ORDER BY v ROWS UNBOUNDED PRECEDING))::BIGINT AS e
FROM (SELECT k0::DOUBLE AS v, sum(rows_1) AS c
FROM g1
GROUP BY 1));

-- scan for known values of "temp_min" (1)
SELECT coalesce(sum(rows_1), 0)::DOUBLE
FROM g2;

-- scan for ranks of "temp_min" (1)
CREATE OR REPLACE TABLE r3 AS SELECT v, e, (e - (c - 1) / 2e0) / 1461e0 AS p
FROM (SELECT v, c, (sum(c) OVER (ORDER BY v ROWS UNBOUNDED PRECEDING))::BIGINT AS e
FROM (SELECT k0::DOUBLE AS v, sum(rows_1) AS c
FROM g2
GROUP BY 1));

-- stage m_s1: rank, rank of "precipitation", rank of "wind"
SELECT r, CASE WHEN x0 IS NOT NULL THEN (rank() OVER (ORDER BY x0 NULLS LAST) + round(cume_dist() OVER (ORDER BY x0 NULLS LAST) * 1461e0)) / 2e0 / 1461e0 END AS p0, CASE WHEN x1 IS NOT NULL THEN (rank() OVER (ORDER BY x1 NULLS LAST) + round(cume_dist() OVER (ORDER BY x1 NULLS LAST) * 1461e0)) / 2e0 / 1461e0 END AS p1
FROM (SELECT "mdm_row" AS r, "precipitation" AS x0, "wind" AS x1
FROM (THE TABLE));

-- stage m_s2: window, lag of "precipitation", lag of "precipitation", lag of "temp_max", lag of "temp_max", lag of "temp_min", lag of "temp_min", lag of "wind", lag of "wind", lag of epoch("date"), mean of "precipitation", std of "precipitation", min of "precipitation", max of "precipitation", sum of "precipitation", count of "precipitation", mean of "precipitation", std of "precipitation", min of "precipitation", max of "precipitation", sum of "precipitation", count of "precipitation", mean of "temp_max", std of "temp_max", min of "temp_max", max of "temp_max", sum of "temp_max", count of "temp_max", mean of "temp_max", std of "temp_max", min of "temp_max", max of "temp_max", sum of "temp_max", count of "temp_max", mean of "temp_min", std of "temp_min", min of "temp_min", max of "temp_min", sum of "temp_min", count of "temp_min", mean of "temp_min", std of "temp_min", min of "temp_min", max of "temp_min", sum of "temp_min", count of "temp_min", mean of "wind", std of "wind", min of "wind", max of "wind", sum of "wind", count of "wind", mean of "wind", std of "wind", min of "wind", max of "wind", sum of "wind", count of "wind", mean of "precipitation", mean of "temp_max", mean of "temp_min", mean of "wind"
SELECT r, w0, w1, w2, w3, w4, w5, w6, w7, w8, CASE WHEN isfinite(w9) THEN w9 END AS w9, w10, w11, w12, CASE WHEN isfinite(w13) THEN w13 END AS w13, w14, CASE WHEN isfinite(w15) THEN w15 END AS w15, w16, w17, w18, CASE WHEN isfinite(w19) THEN w19 END AS w19, w20, CASE WHEN isfinite(w21) THEN w21 END AS w21, w22, w23, w24, CASE WHEN isfinite(w25) THEN w25 END AS w25, w26, CASE WHEN isfinite(w27) THEN w27 END AS w27, w28, w29, w30, CASE WHEN isfinite(w31) THEN w31 END AS w31, w32, CASE WHEN isfinite(w33) THEN w33 END AS w33, w34, w35, w36, CASE WHEN isfinite(w37) THEN w37 END AS w37, w38, CASE WHEN isfinite(w39) THEN w39 END AS w39, w40, w41, w42, CASE WHEN isfinite(w43) THEN w43 END AS w43, w44, CASE WHEN isfinite(w45) THEN w45 END AS w45, w46, w47, w48, CASE WHEN isfinite(w49) THEN w49 END AS w49, w50, CASE WHEN isfinite(w51) THEN w51 END AS w51, w52, w53, w54, CASE WHEN isfinite(w55) THEN w55 END AS w55, w56, CASE WHEN isfinite(w57) THEN w57 END AS w57, CASE WHEN isfinite(w58) THEN w58 END AS w58, CASE WHEN isfinite(w59) THEN w59 END AS w59, CASE WHEN isfinite(w60) THEN w60 END AS w60
FROM (SELECT r, lag(a0, 1) OVER (ORDER BY o NULLS FIRST, r) AS w0, lag(a1, 7) OVER (ORDER BY o NULLS FIRST, r) AS w1, lag(a2, 1) OVER (ORDER BY o NULLS FIRST, r) AS w2, lag(a3, 7) OVER (ORDER BY o NULLS FIRST, r) AS w3, lag(a4, 1) OVER (ORDER BY o NULLS FIRST, r) AS w4, lag(a5, 7) OVER (ORDER BY o NULLS FIRST, r) AS w5, lag(a6, 1) OVER (ORDER BY o NULLS FIRST, r) AS w6, lag(a7, 7) OVER (ORDER BY o NULLS FIRST, r) AS w7, lag(a8, 1) OVER (ORDER BY o NULLS FIRST, r) AS w8, avg(a9) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w9, stddev_samp(CASE WHEN abs(a10) < 1e150 THEN a10 END) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w10, min(a11) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w11, max(a12) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w12, sum(a13) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w13, count(a14) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w14, avg(a15) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w15, stddev_samp(CASE WHEN abs(a16) < 1e150 THEN a16 END) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w16, min(a17) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w17, max(a18) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w18, sum(a19) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w19, count(a20) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w20, avg(a21) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w21, stddev_samp(CASE WHEN abs(a22) < 1e150 THEN a22 END) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w22, min(a23) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w23, max(a24) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w24, sum(a25) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w25, count(a26) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w26, avg(a27) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w27, stddev_samp(CASE WHEN abs(a28) < 1e150 THEN a28 END) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w28, min(a29) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w29, max(a30) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w30, sum(a31) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w31, count(a32) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w32, avg(a33) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w33, stddev_samp(CASE WHEN abs(a34) < 1e150 THEN a34 END) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w34, min(a35) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w35, max(a36) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w36, sum(a37) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w37, count(a38) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w38, avg(a39) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w39, stddev_samp(CASE WHEN abs(a40) < 1e150 THEN a40 END) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w40, min(a41) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w41, max(a42) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w42, sum(a43) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w43, count(a44) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w44, avg(a45) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w45, stddev_samp(CASE WHEN abs(a46) < 1e150 THEN a46 END) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w46, min(a47) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w47, max(a48) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w48, sum(a49) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w49, count(a50) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS w50, avg(a51) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w51, stddev_samp(CASE WHEN abs(a52) < 1e150 THEN a52 END) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w52, min(a53) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w53, max(a54) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w54, sum(a55) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w55, count(a56) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS w56, avg(a57) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS w57, avg(a58) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS w58, avg(a59) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS w59, avg(a60) OVER (ORDER BY o NULLS FIRST, r ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS w60
FROM (SELECT "mdm_row" AS r, "date" AS o, "precipitation" AS a0, "precipitation" AS a1, "temp_max" AS a2, "temp_max" AS a3, "temp_min" AS a4, "temp_min" AS a5, "wind" AS a6, "wind" AS a7, epoch("date") AS a8, "precipitation" AS a9, "precipitation" AS a10, "precipitation" AS a11, "precipitation" AS a12, "precipitation" AS a13, "precipitation" AS a14, "precipitation" AS a15, "precipitation" AS a16, "precipitation" AS a17, "precipitation" AS a18, "precipitation" AS a19, "precipitation" AS a20, "temp_max" AS a21, "temp_max" AS a22, "temp_max" AS a23, "temp_max" AS a24, "temp_max" AS a25, "temp_max" AS a26, "temp_max" AS a27, "temp_max" AS a28, "temp_max" AS a29, "temp_max" AS a30, "temp_max" AS a31, "temp_max" AS a32, "temp_min" AS a33, "temp_min" AS a34, "temp_min" AS a35, "temp_min" AS a36, "temp_min" AS a37, "temp_min" AS a38, "temp_min" AS a39, "temp_min" AS a40, "temp_min" AS a41, "temp_min" AS a42, "temp_min" AS a43, "temp_min" AS a44, "wind" AS a45, "wind" AS a46, "wind" AS a47, "wind" AS a48, "wind" AS a49, "wind" AS a50, "wind" AS a51, "wind" AS a52, "wind" AS a53, "wind" AS a54, "wind" AS a55, "wind" AS a56, "precipitation" AS a57, "temp_max" AS a58, "temp_min" AS a59, "wind" AS a60
FROM (THE TABLE)));

-- features
SELECT q."date" AS "date",
  q."precipitation" AS "precipitation",
  q."temp_max" AS "temp_max",
  q."temp_min" AS "temp_min",
  q."wind" AS "wind",
  q."weather" AS "weather",
  CAST(TRY_CAST(year(q."date") AS INTEGER) AS INTEGER) AS "date__year",
  CAST(TRY_CAST(quarter(q."date") AS UTINYINT) AS UTINYINT) AS "date__quarter",
  CAST(TRY_CAST(month(q."date") AS UTINYINT) AS UTINYINT) AS "date__month",
  CAST(TRY_CAST(week(q."date") AS UTINYINT) AS UTINYINT) AS "date__week",
  CAST(TRY_CAST(day(q."date") AS UTINYINT) AS UTINYINT) AS "date__day",
  CAST(TRY_CAST(dayofyear(q."date") AS USMALLINT) AS USMALLINT) AS "date__day_of_year",
  CAST(TRY_CAST((isodow(q."date") - 1) AS UTINYINT) AS UTINYINT) AS "date__day_of_week",
  CAST(CASE WHEN ((isodow(q."date") - 1) >= 5e0) THEN 1::UTINYINT WHEN NOT ((isodow(q."date") - 1) >= 5e0) THEN 0::UTINYINT END AS UTINYINT) AS "date__is_weekend",
  CAST(TRY_CAST(hour(q."date") AS UTINYINT) AS UTINYINT) AS "date__hour",
  CAST(TRY_CAST(minute(q."date") AS UTINYINT) AS UTINYINT) AS "date__minute",
  CAST(TRY_CAST(second(q."date") AS UTINYINT) AS UTINYINT) AS "date__second",
  CAST(CASE WHEN (day(q."date") = 1e0) THEN 1::UTINYINT WHEN NOT (day(q."date") = 1e0) THEN 0::UTINYINT END AS UTINYINT) AS "date__is_month_start",
  CAST(CASE WHEN q.m_h1 THEN 1::UTINYINT WHEN NOT q.m_h1 THEN 0::UTINYINT END AS UTINYINT) AS "date__is_month_end",
  CAST(CASE WHEN ((day(q."date") = 1e0) AND ((month(q."date") % 3e0) = 1e0)) THEN 1::UTINYINT WHEN NOT ((day(q."date") = 1e0) AND ((month(q."date") % 3e0) = 1e0)) THEN 0::UTINYINT END AS UTINYINT) AS "date__is_quarter_start",
  CAST(CASE WHEN (q.m_h1 AND ((month(q."date") % 3e0) = 0e0)) THEN 1::UTINYINT WHEN NOT (q.m_h1 AND ((month(q."date") % 3e0) = 0e0)) THEN 0::UTINYINT END AS UTINYINT) AS "date__is_quarter_end",
  CAST(CASE WHEN (dayofyear(q."date") = 1e0) THEN 1::UTINYINT WHEN NOT (dayofyear(q."date") = 1e0) THEN 0::UTINYINT END AS UTINYINT) AS "date__is_year_start",
  CAST(CASE WHEN ((month(q."date") = 12e0) AND (day(q."date") = 31e0)) THEN 1::UTINYINT WHEN NOT ((month(q."date") = 12e0) AND (day(q."date") = 31e0)) THEN 0::UTINYINT END AS UTINYINT) AS "date__is_year_end",
  CAST(TRY(sin((month(q."date") * 0.5235987755982988e0))) AS DOUBLE) AS "date__month_sin",
  CAST(TRY(cos((month(q."date") * 0.5235987755982988e0))) AS DOUBLE) AS "date__month_cos",
  CAST(TRY(sin(((isodow(q."date") - 1) * 0.8975979010256552e0))) AS DOUBLE) AS "date__day_of_week_sin",
  CAST(TRY(cos(((isodow(q."date") - 1) * 0.8975979010256552e0))) AS DOUBLE) AS "date__day_of_week_cos",
  CAST(TRY(sin((hour(q."date") * 0.2617993877991494e0))) AS DOUBLE) AS "date__hour_sin",
  CAST(TRY(cos((hour(q."date") * 0.2617993877991494e0))) AS DOUBLE) AS "date__hour_cos",
  CAST(TRY(sin((dayofyear(q."date") * 0.017202423838958484e0))) AS DOUBLE) AS "date__day_of_year_sin",
  CAST(TRY(cos((dayofyear(q."date") * 0.017202423838958484e0))) AS DOUBLE) AS "date__day_of_year_cos",
  CAST(((epoch(q."date") - 1325376000e0) / 86400e0) AS DOUBLE) AS "date__days_since_first",
  CAST(q.m_v1 AS DOUBLE) AS "precipitation__lag_1",
  CAST(q.m_v2 AS DOUBLE) AS "precipitation__lag_7",
  CAST(q.m_v3 AS DOUBLE) AS "temp_max__lag_1",
  CAST(q.m_v4 AS DOUBLE) AS "temp_max__lag_7",
  CAST(q.m_v5 AS DOUBLE) AS "temp_min__lag_1",
  CAST(q.m_v6 AS DOUBLE) AS "temp_min__lag_7",
  CAST(q.m_v7 AS DOUBLE) AS "wind__lag_1",
  CAST(q.m_v8 AS DOUBLE) AS "wind__lag_7",
  CAST(CASE WHEN isfinite(q.m_h2) THEN q.m_h2 END AS DOUBLE) AS "precipitation__diff_1",
  CAST(CASE WHEN isfinite(q.m_h3) THEN q.m_h3 END AS DOUBLE) AS "temp_max__diff_1",
  CAST(CASE WHEN isfinite(q.m_h4) THEN q.m_h4 END AS DOUBLE) AS "temp_min__diff_1",
  CAST(CASE WHEN isfinite(q.m_h5) THEN q.m_h5 END AS DOUBLE) AS "wind__diff_1",
  CAST(CASE WHEN isfinite(q.m_h6) THEN q.m_h6 END AS DOUBLE) AS "date__seconds_since_previous",
  CAST(q.m_v10 AS DOUBLE) AS "precipitation__roll_3_mean",
  CAST(q.m_v11 AS DOUBLE) AS "precipitation__roll_3_std",
  CAST(q.m_v12 AS DOUBLE) AS "precipitation__roll_3_min",
  CAST(q.m_v13 AS DOUBLE) AS "precipitation__roll_3_max",
  CAST(q.m_v14 AS DOUBLE) AS "precipitation__roll_3_sum",
  CAST(TRY_CAST(q.m_v15 AS INTEGER) AS INTEGER) AS "precipitation__roll_3_count",
  CAST(q.m_v16 AS DOUBLE) AS "precipitation__roll_7_mean",
  CAST(q.m_v17 AS DOUBLE) AS "precipitation__roll_7_std",
  CAST(q.m_v18 AS DOUBLE) AS "precipitation__roll_7_min",
  CAST(q.m_v19 AS DOUBLE) AS "precipitation__roll_7_max",
  CAST(q.m_v20 AS DOUBLE) AS "precipitation__roll_7_sum",
  CAST(TRY_CAST(q.m_v21 AS INTEGER) AS INTEGER) AS "precipitation__roll_7_count",
  CAST(q.m_v22 AS DOUBLE) AS "temp_max__roll_3_mean",
  CAST(q.m_v23 AS DOUBLE) AS "temp_max__roll_3_std",
  CAST(q.m_v24 AS DOUBLE) AS "temp_max__roll_3_min",
  CAST(q.m_v25 AS DOUBLE) AS "temp_max__roll_3_max",
  CAST(q.m_v26 AS DOUBLE) AS "temp_max__roll_3_sum",
  CAST(TRY_CAST(q.m_v27 AS INTEGER) AS INTEGER) AS "temp_max__roll_3_count",
  CAST(q.m_v28 AS DOUBLE) AS "temp_max__roll_7_mean",
  CAST(q.m_v29 AS DOUBLE) AS "temp_max__roll_7_std",
  CAST(q.m_v30 AS DOUBLE) AS "temp_max__roll_7_min",
  CAST(q.m_v31 AS DOUBLE) AS "temp_max__roll_7_max",
  CAST(q.m_v32 AS DOUBLE) AS "temp_max__roll_7_sum",
  CAST(TRY_CAST(q.m_v33 AS INTEGER) AS INTEGER) AS "temp_max__roll_7_count",
  CAST(q.m_v34 AS DOUBLE) AS "temp_min__roll_3_mean",
  CAST(q.m_v35 AS DOUBLE) AS "temp_min__roll_3_std",
  CAST(q.m_v36 AS DOUBLE) AS "temp_min__roll_3_min",
  CAST(q.m_v37 AS DOUBLE) AS "temp_min__roll_3_max",
  CAST(q.m_v38 AS DOUBLE) AS "temp_min__roll_3_sum",
  CAST(TRY_CAST(q.m_v39 AS INTEGER) AS INTEGER) AS "temp_min__roll_3_count",
  CAST(q.m_v40 AS DOUBLE) AS "temp_min__roll_7_mean",
  CAST(q.m_v41 AS DOUBLE) AS "temp_min__roll_7_std",
  CAST(q.m_v42 AS DOUBLE) AS "temp_min__roll_7_min",
  CAST(q.m_v43 AS DOUBLE) AS "temp_min__roll_7_max",
  CAST(q.m_v44 AS DOUBLE) AS "temp_min__roll_7_sum",
  CAST(TRY_CAST(q.m_v45 AS INTEGER) AS INTEGER) AS "temp_min__roll_7_count",
  CAST(q.m_v46 AS DOUBLE) AS "wind__roll_3_mean",
  CAST(q.m_v47 AS DOUBLE) AS "wind__roll_3_std",
  CAST(q.m_v48 AS DOUBLE) AS "wind__roll_3_min",
  CAST(q.m_v49 AS DOUBLE) AS "wind__roll_3_max",
  CAST(q.m_v50 AS DOUBLE) AS "wind__roll_3_sum",
  CAST(TRY_CAST(q.m_v51 AS INTEGER) AS INTEGER) AS "wind__roll_3_count",
  CAST(q.m_v52 AS DOUBLE) AS "wind__roll_7_mean",
  CAST(q.m_v53 AS DOUBLE) AS "wind__roll_7_std",
  CAST(q.m_v54 AS DOUBLE) AS "wind__roll_7_min",
  CAST(q.m_v55 AS DOUBLE) AS "wind__roll_7_max",
  CAST(q.m_v56 AS DOUBLE) AS "wind__roll_7_sum",
  CAST(TRY_CAST(q.m_v57 AS INTEGER) AS INTEGER) AS "wind__roll_7_count",
  CAST(q.m_v58 AS DOUBLE) AS "precipitation__expanding_mean",
  CAST(q.m_v59 AS DOUBLE) AS "temp_max__expanding_mean",
  CAST(q.m_v60 AS DOUBLE) AS "temp_min__expanding_mean",
  CAST(q.m_v61 AS DOUBLE) AS "wind__expanding_mean",
  CAST(((q."precipitation" - 3.02943189596167e0) / 6.680194322314739e0) AS DOUBLE) AS "precipitation__zscore",
  CAST(((q."temp_max" - 16.43908281998631e0) / 7.349758097360177e0) AS DOUBLE) AS "temp_max__zscore",
  CAST(((q."temp_min" - 8.234770704996578e0) / 5.023004179961265e0) AS DOUBLE) AS "temp_min__zscore",
  CAST(((q."wind" - 3.24113620807666e0) / 1.4378250588746195e0) AS DOUBLE) AS "wind__zscore",
  CAST(q.m_v62 AS DOUBLE) AS "precipitation__rank",
  CAST(q.m_v63 AS DOUBLE) AS "temp_max__rank",
  CAST(q.m_v64 AS DOUBLE) AS "temp_min__rank",
  CAST(q.m_v65 AS DOUBLE) AS "wind__rank"
FROM (SELECT *, (day("date") = day(last_day("date"))) AS m_h1, ("precipitation" - m_v1) AS m_h2, ("temp_max" - m_v3) AS m_h3, ("temp_min" - m_v5) AS m_h4, ("wind" - m_v7) AS m_h5, (epoch("date") - m_v9) AS m_h6
FROM (SELECT t."date", t."precipitation", t."temp_max", t."temp_min", t."wind", t."weather", m_s2.w0 AS m_v1, m_s2.w1 AS m_v2, m_s2.w2 AS m_v3, m_s2.w3 AS m_v4, m_s2.w4 AS m_v5, m_s2.w5 AS m_v6, m_s2.w6 AS m_v7, m_s2.w7 AS m_v8, m_s2.w8 AS m_v9, m_s2.w9 AS m_v10, m_s2.w10 AS m_v11, m_s2.w11 AS m_v12, m_s2.w12 AS m_v13, m_s2.w13 AS m_v14, m_s2.w14 AS m_v15, m_s2.w15 AS m_v16, m_s2.w16 AS m_v17, m_s2.w17 AS m_v18, m_s2.w18 AS m_v19, m_s2.w19 AS m_v20, m_s2.w20 AS m_v21, m_s2.w21 AS m_v22, m_s2.w22 AS m_v23, m_s2.w23 AS m_v24, m_s2.w24 AS m_v25, m_s2.w25 AS m_v26, m_s2.w26 AS m_v27, m_s2.w27 AS m_v28, m_s2.w28 AS m_v29, m_s2.w29 AS m_v30, m_s2.w30 AS m_v31, m_s2.w31 AS m_v32, m_s2.w32 AS m_v33, m_s2.w33 AS m_v34, m_s2.w34 AS m_v35, m_s2.w35 AS m_v36, m_s2.w36 AS m_v37, m_s2.w37 AS m_v38, m_s2.w38 AS m_v39, m_s2.w39 AS m_v40, m_s2.w40 AS m_v41, m_s2.w41 AS m_v42, m_s2.w42 AS m_v43, m_s2.w43 AS m_v44, m_s2.w44 AS m_v45, m_s2.w45 AS m_v46, m_s2.w46 AS m_v47, m_s2.w47 AS m_v48, m_s2.w48 AS m_v49, m_s2.w49 AS m_v50, m_s2.w50 AS m_v51, m_s2.w51 AS m_v52, m_s2.w52 AS m_v53, m_s2.w53 AS m_v54, m_s2.w54 AS m_v55, m_s2.w55 AS m_v56, m_s2.w56 AS m_v57, m_s2.w57 AS m_v58, m_s2.w58 AS m_v59, m_s2.w59 AS m_v60, m_s2.w60 AS m_v61, m_s1.p0 AS m_v62, m_j1.p AS m_v63, m_j2.p AS m_v64, m_s1.p1 AS m_v65
FROM (THE TABLE) t
LEFT JOIN r2 m_j1 ON m_j1.v = t."temp_max"
LEFT JOIN r3 m_j2 ON m_j2.v = t."temp_min"
LEFT JOIN m_s1 ON m_s1.r = t."mdm_row"
LEFT JOIN m_s2 ON m_s2.r = t."mdm_row")) q;
