using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Workers.Operators;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The worker processes of a host. Without a verb of its own it shows them.</summary>
internal static class WorkersCommand
{
    private const int MostWorkers = 1_000;

    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "workers",
            "Worker processes of a host: show them, scale, drain, reset, alerts, events",
            """
            swarm workers                        each worker: state, process, task, tasks executed, memory, cpu, age, restarts
            swarm workers scale +3               three more; -2 lets two without a task go; 8 makes it eight
            swarm workers drain worker-3         it ends its task and is replaced; without a name the whole pool rests
            swarm workers resume
            swarm workers reset worker-3         a slot that was given up starts again
            swarm workers alerts --clear 1h
            swarm workers events                 each task, worker, restart and alert as it happens
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.Workers, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<WorkerPoolReport>(document, report => WorkersView.Write(console, report));
            return ExitCodes.Ok;
        });
        command.Add(Scale(host, console));
        command.Add(Plain("start", "Starts the processes before the first task does", host, console));
        command.Add(OnOne("drain", "Lets a worker end its task and replaces it; without a name: no new work for the pool", host, console));
        command.Add(Plain("resume", "The pool takes work again", host, console));
        command.Add(OnOne("reset", "Gives slots in error their restart budget back", host, console));
        command.Add(WorkerAlertsVerb.Create(host, console));
        command.Add(WorkerEventsVerb.Create(host, console));
        command.Add(WorkerDaemonVerbs.Create(console));
        return command;
    }

    private static Verb Scale(ApiOptions host, CliConsole console)
    {
        var size = new Argument<string>("CHANGE") { Description = "+N adds, -N lets go, N is the size to have; N from 1 to 1000, and the pool stays within Workers:MinWorkers and Workers:MaxWorkers" };
        var command = new Verb("scale", "Adds workers, or lets idle ones go", "swarm workers scale +3\nswarm workers scale -2\nswarm workers scale 8") { size };
        HostVerb.Bind(command, host, console, verb =>
        {
            var text = verb.Parse.GetValue(size)!;
            if (!int.TryParse(text.TrimStart('+', '-'), out var number) || number is < 1 or > MostWorkers || text.LastIndexOfAny(['+', '-']) > 0)
                throw new CliException(ExitCodes.Usage, $"'{text}' is no change of the size: +N, -N or a size N, with N from 1 to {MostWorkers}. The pool stays within Workers:MinWorkers and Workers:MaxWorkers.");
            var field = text[0] switch { '+' => "add", '-' => "remove", _ => "size" };
            return ActAsync(verb, console, Paths.With($"{Paths.Workers}/scale", (field, number)));
        });
        return command;
    }

    private static Verb Plain(string name, string description, ApiOptions host, CliConsole console)
    {
        var command = new Verb(name, description, $"swarm workers {name}");
        HostVerb.Bind(command, host, console, verb => ActAsync(verb, console, $"{Paths.Workers}/{name}"));
        return command;
    }

    private static Verb OnOne(string name, string description, ApiOptions host, CliConsole console)
    {
        var worker = new Argument<string?>("WORKER") { Description = "e.g. worker-3", Arity = ArgumentArity.ZeroOrOne };
        var command = new Verb(name, description, $"swarm workers {name}\nswarm workers {name} worker-3") { worker };
        HostVerb.Bind(command, host, console, verb => ActAsync(verb, console, Paths.With($"{Paths.Workers}/{name}", ("worker", verb.Parse.GetValue(worker)))));
        return command;
    }

    internal static async Task<int> ActAsync(HostVerb verb, CliConsole console, string path)
    {
        var document = await verb.Api.PostAsync(path, new { }, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<WorkerActionDone>(document, done => console.Out.WriteLine($"{done.What}. {done.Before} -> {done.After}."));
        return ExitCodes.Ok;
    }
}
