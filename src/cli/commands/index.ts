/** A command of `podtalk`: what it takes, and its code, loaded when it is called. The result is the exit code. */
export interface CliCommand {
  summary: string
  usage: string
  /** it opens no lab itself (workers do): the engine is not loaded for it */
  withoutEngine?: true
  load: () => Promise<(argv: string[]) => Promise<number>>
}

export const COMMANDS: Record<string, CliCommand> = {
  shell: {
    summary: 'the simulated cluster in your own terminal',
    usage: `Usage: podtalk shell [--scenario FILE.yaml|ID] [--seed SEED]

Opens a prompt with history (arrow keys) and completion (Tab). Ctrl-C interrupts, Ctrl-D leaves.
`,
    load: async () => (await import('./shell.ts')).shell,
  },
  run: {
    summary: 'a script in a fresh simulated cluster',
    usage: `Usage: podtalk run FILE.sh [--scenario FILE.yaml|ID] [--seed SEED] [--timeout SECONDS]

Runs the script with bash on the simulated laptop, next to the files of its own folder, and passes its exit code on.
--timeout is virtual time (default 3600).
`,
    load: async () => (await import('./run.ts')).run,
  },
  trace: {
    summary: 'the way of one request: names, rules, the listener, the answer or where it ended',
    usage: `Usage: podtalk trace URL [-f PATH]… [--from MACHINE] [-o json] [--scenario FILE.yaml|ID] [--seed SEED]

Opens a cluster, applies the manifests of each PATH (a file or a folder), waits until all is settled, and sends one
request from MACHINE: laptop (default), node/NAME, pod/NAMESPACE/NAME. Exit codes: 0 it arrived, 1 it did not, 2 usage,
3 a manifest was refused.
`,
    load: async () => (await import('./trace.ts')).trace,
  },
  replay: {
    summary: 'recorded transcripts against the simulation',
    usage: `Usage: podtalk replay FILE.json… [--out DIR]

For each transcript opens a cluster of one node, writes the transcript's files, runs its steps and writes
DIR/<id>.json ({id, steps: [{run, stdout, stderr, exit}]}); without --out, one line of JSON a transcript.
`,
    load: async () => (await import('./replay.ts')).replay,
  },
  grade: {
    summary: "learners' work against an exercise",
    usage: `Usage: podtalk grade EXERCISE PATH… [OPTIONS]
       podtalk grade --all PATH… [OPTIONS]

EXERCISE is an id of the course (or several: a,b), or the folder of an exercise of your own (./my-exercise). PATH is one
learner's file, folder, zip or recorded session; - is standard input.

  --each              every entry of PATH (a folder or a zip) is a learner
  --within FOLDER     the work lies in this folder of each learner's
  --all               all exercises of the course: the work for each lies in a folder called like it
  --format F[=FILE]   pretty, json, junit, tap, csv, sarif, github, gradescope, classroom50, html; may be given
                      several times, with files
  --lang en|zh-tw     the language of what people read (en)
  --seed SEED         of the clusters that are graded in (1)
  --strict            exit code 1 when a check failed
  --jobs N            submissions graded at a time (the number of processors)
  --time-limit S      for one submission, seconds (30)
  --memory MIB        of each worker (768)
  --shard I/N         only part I (from 0) of N; podtalk merge puts the reports together
  --watch             again whenever a file changes
  --quiet             no progress bar

Exit codes: 0 graded, 1 only with --strict and a failed check, 2 usage, 3 grading could not run.
`,
    withoutEngine: true,
    load: async () => (await import('./grade.ts')).grade,
  },
  exercise: {
    summary: 'exercises of your own: new, lint, test, mutate',
    usage: `Usage: podtalk exercise new FOLDER [--kind write|repair|commands|predict|find]
       podtalk exercise lint|test EXERCISE…|--all
       podtalk exercise mutate EXERCISE…|--all [--least PERCENT]

new     a folder with a small exercise that passes its own tests, to change from there
lint    is anything missing: answers, hints, names that lead nowhere
test    solutions pass, the starter fails, each wrong answer fails on its own check with its own hint
mutate  breaks each solution in many small ways and tells what no check notices: exit code 1 below --least (95 %) and for
        what passes without a reason (survivors: in exercise.yaml)
`,
    load: async () => (await import('./exercise.ts')).exercise,
  },
  'grade-server': {
    summary: 'grading over HTTP: manifests in, a report out',
    usage: `Usage: podtalk grade-server [--host 127.0.0.1] [--port 8090] [OPTIONS]

POST a manifest, files as JSON, a zip or a recorded session to /v1/exercises/ID/grade. /openapi.json describes it all,
/health says whether it can grade.

  --jobs N           submissions graded at a time (the number of processors)
  --time-limit S     for one submission, seconds (20)
  --memory MIB       of each worker (768)
  --max-body BYTES   of one request (2000000)
  --max-bodies N     requests whose bodies may be on their way at once (100)
  --body-time S      for one body to arrive, seconds (15)
  --max-connections N  open at once (1000)
  --max-waiting N    submissions that may wait (200)
  --per-minute N     submissions of one address a minute (120)
  --token-file FILE  a bearer token that clients must send
  --exercise PATH    the folder of an exercise of your own, besides those of the course; may be given several times
`,
    load: async () => (await import('./grade-server.ts')).gradeServer,
  },
  merge: {
    summary: "shards' reports into one",
    usage: `Usage: podtalk merge REPORT.json… [--format F[=FILE]] [--lang en|zh-tw] [--exercise PATH] [--strict]

Puts reports of podtalk grade --shard I/N --format json together, byte for byte what one machine would have written.
--exercise names the folder of an exercise of your own.
`,
    withoutEngine: true,
    load: async () => (await import('./merge.ts')).merge,
  },
  serve: {
    summary: 'the simulated API server for a real kubectl, on this machine only',
    usage: `Usage: podtalk serve [--port N] [--kubeconfig FILE] [--scenario FILE.yaml|ID] [--seed SEED]

Listens on 127.0.0.1 (any free port), asks for a token, and writes it into FILE (podtalk.kubeconfig).
`,
    load: async () => (await import('../serve/serve.ts')).serve,
  },
  report: {
    summary: 'a class report from learners’ exported progress, without a server',
    usage: `Usage: podtalk report FILE.json… [--format csv|json|html] [--lang en|zh-tw] [--title TEXT]

Each file is progress as a learner exports it from the settings page; the file's name is the learner's. Scores are what
the learner's own page said. Exit codes: 0 reported, 2 usage, 3 a file could not be read (the others are reported).\n`,
    load: async () => (await import('./report.ts')).report,
  },
  workshop: {
    summary: 'a live class: the course, the instructor’s board, learners who join by code',
    usage: `Usage: podtalk workshop [--title TEXT] [--template ID] [--host ADDRESS] [--port N] [--store FILE|postgres://…]
                        [--keep-days N] [--address URL] [--proxies N] [--new] [--list] [--remove CLASS]

Serves the built course and a class, and prints the instructor's address and the learners' code. The newest class of
the store goes on; --new makes another. --store defaults to DATABASE_URL, or podtalk-workshop.sqlite. --address is
what the printed addresses begin with, when a proxy stands in front; --proxies says how many do, so that limits count
visitors and not the proxy. PODTALK_INSTRUCTOR_SECRET sets a new class's secret.
--list shows the classes of the store; --remove takes one away with all that was kept of its learners, as does
time: after --keep-days days (30; 0 keeps them).\n`,
    load: async () => (await import('./workshop.ts')).workshop,
  },
}
