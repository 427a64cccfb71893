import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { positive } from '../options/values.ts';
import { inApp } from '../with-app.ts';
import type { TopicFlags } from './edit.ts';

const gathered = (text: string, before: readonly string[] = []) => [...before, text];
const number = (text: string) => Number(text);

/** `topic` and its commands. */
export function addTopicCommands(program: Command, signal: AbortSignal): void {
  const topic = command(program, 'topic', 'topics that you define: subjects that sentences are about', []);
  const later = () => new Option('--later', 'leave the sentences to the next run');
  const dryRun = () => new Option('--dry-run', 'show what would be done, change nothing');
  const words = () => [
    new Option('--key <key>', 'short name in codebook files'),
    new Option('--example <text>', 'a sentence about it; may be repeated').argParser(gathered),
    new Option('--not <text>', 'a sentence that is not about it, though it may look so').argParser(gathered),
    new Option('--language <code>', 'language of these sentences, such as de'),
    new Option('--threshold <p>', 'probability from which a sentence counts (default: 0.35)').argParser(
      number,
    ),
    ...[later(), jsonOption()],
  ];

  command(topic, 'add <name>', 'define a topic', [
    new Option('--description <text>', 'what comments about it say, in a sentence or two'),
    new Option('--parent <topic>', 'the topic above it'),
    ...words(),
  ]).action((name: string, flags: TopicFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./edit.ts')).topicAdd(app, name, flags, signal)),
  );

  command(topic, 'from-theme <id>', 'make a theme a topic, with its most telling sentences as examples', [
    new Option('--name <text>', 'name of the topic (default: that of the theme)'),
    ...[later(), jsonOption()],
  ]).action((id: string, flags: TopicFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./edit.ts')).topicOfTheme(app, positive(id), flags, signal)),
  );

  command(topic, 'edit <topic>', 'change a topic, by name, key or id', [
    new Option('--name <text>', 'another name; the id stays'),
    new Option('--description <text>', 'another description'),
    new Option('--drop-example <text>', 'delete an example').argParser(gathered),
    ...words(),
  ]).action((name: string, flags: TopicFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./edit.ts')).topicEdit(app, name, flags, signal)),
  );

  command(topic, 'list', 'the tree of topics', [
    new Option('--all', 'with retired topics'),
    jsonOption(),
  ]).action((flags: JsonFlag & { all?: boolean }) =>
    inApp(flags, async (app) => (await import('./show.ts')).topicList(app, flags)),
  );

  command(topic, 'show <topic>', 'a topic with its counts and the most certain sentences', [
    new Option('--limit <n>', 'sentences to show').argParser(positive),
    jsonOption(),
  ]).action((name: string, flags: JsonFlag & { limit?: number }) =>
    inApp(flags, async (app) => (await import('./show.ts')).topicShow(app, name, flags)),
  );

  command(topic, 'move <topic>', 'put a topic below another, or at the top', [
    new Option('--to <topic>', 'the topic above it; left out: none'),
    jsonOption(),
  ]).action((name: string, flags: JsonFlag & { to?: string }) =>
    inApp(flags, async (app) => (await import('./edit.ts')).topicMove(app, name, flags)),
  );

  command(topic, 'merge <from> <into>', 'move the examples of one topic to another, and retire it', [
    ...[later(), jsonOption()],
  ]).action((from: string, into: string, flags: TopicFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./edit.ts')).topicMerge(app, from, into, flags, signal)),
  );

  command(topic, 'retire <topic>', 'stop judging and showing a topic and those below it', [
    new Option('--undo', 'take it into use again'),
    ...[later(), jsonOption()],
  ]).action((name: string, flags: TopicFlags & JsonFlag & { undo?: boolean }) =>
    inApp(flags, async (app) => (await import('./edit.ts')).topicRetire(app, name, flags, signal)),
  );

  command(topic, 'import <file>', 'read topics from a codebook, YAML or CSV; - reads standard input', [
    ...[dryRun(), later(), jsonOption()],
  ]).action((file: string, flags: TopicFlags & JsonFlag & { dryRun?: boolean }) =>
    inApp(flags, async (app) => (await import('./codebook.ts')).topicImport(app, file, flags, signal)),
  );

  command(topic, 'export', 'write the topics in use as a codebook', [
    new Option('--format <format>', 'yaml or csv').choices(['yaml', 'csv']),
    new Option('--output <file>', 'write it to this file'),
    jsonOption(),
  ]).action((flags: JsonFlag & { format?: 'yaml' | 'csv'; output?: string }) =>
    inApp(flags, async (app) => (await import('./codebook.ts')).topicExport(app, flags)),
  );

  command(topic, 'check [topic]', 'how well topics are told apart, by their examples', [jsonOption()]).action(
    (name: string | undefined, flags: JsonFlag) =>
      inApp(flags, async (app) => (await import('./check.ts')).topicCheck(app, name, signal)),
  );

  command(topic, 'suggest [files...]', 'topics of the catalogue, or of codebooks, that fit your feedback', [
    new Option('--limit <n>', 'topics to show').argParser(positive),
    jsonOption(),
  ]).action((files: string[], flags: JsonFlag & { limit?: number }) =>
    inApp(flags, async (app) => (await import('./suggest.ts')).topicSuggest(app, files, flags, signal)),
  );

  command(topic, 'update', 'judge changed topics on all sentences, and the others on new ones', [
    new Option('--rebuild', 'judge all topics on all sentences'),
    jsonOption(),
  ]).action((flags: JsonFlag & { rebuild?: boolean }) =>
    inApp(flags, async (app) => (await import('./edit.ts')).topicUpdate(app, flags, signal)),
  );
}
