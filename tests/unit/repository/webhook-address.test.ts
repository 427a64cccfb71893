import { expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { webhookAddress } from '../../../src/runs/digest/webhook-delivery.ts';

test('--webhook without a value takes the address from the environment', () => {
  const address = 'https://hooks.example/T0/secret';
  const config = readConfig({ VERBATIM_WEBHOOK: address });
  expect(webhookAddress(config, true)).toBe(address);
  expect(webhookAddress(config, undefined)).toBeNull();
  expect(webhookAddress(config, 'https://other.example/')).toBe('https://other.example/');
  expect(() => webhookAddress(readConfig({}), true)).toThrow(/VERBATIM_WEBHOOK/);
  expect(() => readConfig({ VERBATIM_WEBHOOK: 'file:///etc/passwd' })).toThrow(/VERBATIM_WEBHOOK/);
});
