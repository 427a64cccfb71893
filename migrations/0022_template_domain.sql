-- What a test sentence is about: wordings that were asked before get it when the suite is asked again. Frozen values of groups.
ALTER TABLE "verbatim"."audit_template" ADD COLUMN "domain" text NOT NULL DEFAULT 'unknown';--> statement-breakpoint
ALTER TABLE "verbatim"."audit_template" ALTER COLUMN "domain" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "verbatim"."audit_template" ADD CONSTRAINT "audit_template_domain" CHECK ("verbatim"."audit_template"."domain" in ('delivery', 'product', 'service', 'online', 'billing', 'food', 'travel', 'premises', 'unknown'));
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_template.domain IS 'What it is about: delivery, product, service, online, billing, food, travel or premises; unknown: asked before sentences had one, and not since.';
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.v_audit_pair AS
SELECT l.audit_id, l.model_hash, p.ordinal AS pair, p.axis, w.term, v.term AS baseline_term, s.name AS template, s.sha256 AS template_sha256,
       s.role, s.polarity, s.form, s.frame, p.skip_reason,
       t.label, b.label AS baseline_label, t.positive, b.positive AS baseline_positive, t.negative,
       b.negative AS baseline_negative, t.toxicity, b.toxicity AS baseline_toxicity, s.domain
  FROM reporting.v_audit_latest l
  JOIN verbatim.audit_pair p ON p.audit_id = l.audit_id
  JOIN verbatim.audit_template s ON s.id = p.template_id
  LEFT JOIN verbatim.audit_term w ON w.id = p.term_id
  LEFT JOIN verbatim.audit_term v ON v.id = p.baseline_id
  LEFT JOIN verbatim.audit_pair_score t ON t.audit_id = p.audit_id AND t.ordinal = p.ordinal AND t.side = 'term'
  LEFT JOIN verbatim.audit_pair_score b ON b.audit_id = p.audit_id AND b.ordinal = p.ordinal AND b.side = 'baseline';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_pair.domain IS 'What it is about: delivery, product, service, online, billing, food, travel or premises; unknown: asked by an earlier version.';
--> statement-breakpoint
COMMENT ON COLUMN verbatim.audit_baseline.frozen_values IS 'Different values, ascending, and their rows: {"values": […], "rows": […]}, of scores by level one of these for each level; scores to a thousandth, lengths from 10,000 on to a hundred. Null where the column is no number, or was frozen by an earlier version.';
--> statement-breakpoint
COMMENT ON COLUMN reporting.v_audit_drift_day.ks_statistic IS 'Kolmogorov-Smirnov distance of the values, 0..1, also of each group; likewise.';
