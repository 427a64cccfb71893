import type { Config } from '../../app/config.ts';
import { type ChatWriter, openChatWriter } from '../../writers/chat-writer.ts';

/** Opens the writer of the settings, with a budget of its own; null: none is configured. */
export const configuredWriter =
  ({ writer }: Pick<Config, 'writer'>): (() => ChatWriter | null) =>
  () => {
    const settings = writer();
    return settings && openChatWriter(settings);
  };
