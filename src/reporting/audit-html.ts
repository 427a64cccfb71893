import type { AuditReport } from './audit-report.ts';

export function auditHtml(report: AuditReport): string {
  return JSON.stringify(report);
}
