using System.CommandLine;
using System.CommandLine.Help;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Fleet;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;

namespace Swarm.Messaging.Cli;

/// <summary>The command line as a function: arguments in, exit code out (<see cref="ExitCodes"/>).</summary>
internal static class SwarmCli
{
    /// <param name="cancellation">Ctrl-C.</param>
    public static async Task<int> RunAsync(string[] arguments, CliConsole console, CancellationToken cancellation)
    {
        if (Parsed(arguments, console) is not { } parse)
            return ExitCodes.Usage;
        if ((parse.Errors.Count > 0 || UsageReport.Mistaken(parse).Any()) && parse.Action?.ClearsParseErrors != true)
        {
            foreach (var line in UsageReport.Lines(parse))
                console.Remark($"swarm: {line}");
            return ExitCodes.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // Program hears the signals.
            };
            return await parse.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (RejectedException e)
        {
            if (parse.GetValue<bool>("--json"))
                console.Json(e.Rejected);
            RejectionView.Write(console, e.Rejected);
            return ExitCodes.Rejected;
        }
        catch (CliException e)
        {
            console.Remark($"swarm: {e.Message}");
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            console.Remark("swarm: interrupted.");
            return ExitCodes.Interrupted;
        }
    }

    // A rule over several options asks for the value of one that has none: what is wrong with that one is the message.
    private static ParseResult? Parsed(string[] arguments, CliConsole console)
    {
        try
        {
            return Root(console).Parse(Spelt(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null }); // @FILE is a payload here
        }
        catch (InvalidOperationException e)
        {
            console.Remark($"swarm: {e.Message}");
            return null;
        }
    }

    // `swarm swarm ID`: a command cannot have the name of the program itself.
    private static string[] Spelt(string[] arguments) => arguments is ["swarm", .. var rest] ? ["swarms", "show", .. rest] : arguments;

    private static RootCommand Root(CliConsole console)
    {
        var root = new RootCommand("Durable work on a message bus: a host, and what talks to it.")
        {
            UpCommand.Create(),
            RunCommand.Create(console),
            SubmitCommand.Create(console),
            TaskCommand.Create(console),
            TasksCommand.Create(console),
            ExplainCommand.Create(console),
            CancelCommand.Create(console),
            DeadLettersCommand.Create(console),
            StatusCommand.Create(console),
            AlertsCommand.Create(console),
            EventsCommand.Create(console),
            ModulesCommand.Create(console),
            PoolCommand.Create(console),
            AgentsCommand.Create(console),
            AgentCommand.Create(console),
            ConfigCommand.Create(console),
            ShutdownCommand.Create(console),
            WorkersCommand.Create(console),
            WorkerCommand.Create(),
            WorkflowCommand.Create(console),
            SchedulesCommand.Create(console),
            MemoryCommand.Create(console),
            CacheCommand.Create(console),
            BreakersCommand.Create(console),
            ConnectionsCommand.Create(console),
            CrmCommand.Create(console),
            BatchesCommand.Create(console),
            SessionsCommand.Create(console),
            SwarmMessageVerbs.Send(console),
            SwarmMessageVerbs.Broadcast(console),
            SwarmTaskVerbs.Distribute(console),
            SwarmTaskVerbs.Resolve(console),
            ResourcesCommand.Create(console),
            SwarmsCommand.Create(console),
            LimitsCommand.Create(console),
            ObjectiveCommand.Create(console),
            PauseCommand.Pause(console),
            PauseCommand.Resume(console),
            DemoCommand.Create(console),
            BenchCommand.Create(console),
            BenchHostVerb.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new VerbHelp((HelpAction)help.Action!);
        return root;
    }
}
