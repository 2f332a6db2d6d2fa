using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Bench;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

internal static class BenchCommand
{
    private const string Wasm = "wasm";
    private const string Routing = "routing";
    private const string Workers = "workers";
    private const string Workflows = "workflows";

    private static readonly BenchSettings Defaults = new();

    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "bench",
            "Measures the system and checks its own result: exit code 1 when something was lost or doubled",
            """
            swarm bench tasks                               embedded: in-memory transport, a redis-server of its own
            swarm bench tasks --start-services              on a RabbitMQ and a Redis of its own, on free loopback ports
            swarm bench routing                             ranking, choice of a target, fallback; a mixed load with faulty modules
            swarm bench wasm                                20 instances against the same parses straight on Wasmtime
            swarm bench tasks --broker amqp://localhost --redis localhost:6379 --count 1000 --json
            swarm bench workers                             tiny tasks on worker processes: pool alone, whole chain, a process per task
            swarm bench workflows --count 3000              5, 15 and 30 nodes: waiting ones against one after another, and no-ops
            """);
        var scenario = new Argument<string>("scenario") { Description = "What to measure: tasks, routing, wasm, workers, workflows" };
        scenario.AcceptOnlyFromAmong("tasks", Routing, Wasm, Workers, Workflows);
        var broker = new Option<Uri?>("--broker") { Description = "RabbitMQ: amqp://user:password@host:5672/vhost", HelpName = "URL", CustomParser = BrokerAddress.Of };
        var redis = new Option<string?>("--redis") { Description = "Redis: host:6379", HelpName = "ADDRESS" };
        var start = new Option<bool>("--start-services") { Description = "Start a RabbitMQ and a Redis for the run" };
        var count = Number("--count", Defaults.Count, $"Tasks, or nodes of workflows, in a pass; parses in a round of {Wasm} (there {BenchSettings.Parses}); tasks of the mixed load of {Routing} (there {BenchSettings.MixedTasks:0})");
        var passes = Number("--passes", Defaults.Passes, $"Passes; the first is cold, the last warm; rounds of {Wasm} (there {BenchSettings.Rounds})");
        var outstanding = Number("--outstanding", Defaults.Outstanding, "Tasks under way at most");
        var bridge = new Option<bool>("--event-bridge") { Description = "Single events on swarm.events as well: a message each" };
        var noLog = new Option<bool>("--no-log") { Description = "Without the log of transitions" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        command.Add(scenario);
        foreach (var option in (Option[])[broker, redis, start, count, passes, outstanding, bridge, noLog, json])
            command.Add(option);
        command.SetAction(async (parse, cancellation) =>
        {
            var settings = new BenchSettings
            {
                Broker = parse.GetValue(broker),
                Redis = parse.GetValue(redis),
                StartServices = parse.GetValue(start),
                Count = parse.GetValue(count),
                Passes = parse.GetValue(passes),
                Outstanding = parse.GetValue(outstanding),
                EventBridge = parse.GetValue(bridge),
                Log = !parse.GetValue(noLog),
            };
            bool IsGiven(Option<int> option) => parse.GetResult(option) is { Implicit: false };
            if (parse.GetValue(scenario) == Routing)
            {
                var mixed = settings with { Count = IsGiven(count) ? settings.Count : BenchSettings.MixedTasks };
                return await RunAsync(console, new RoutingBench(mixed, console.Remark).RunAsync, parse.GetValue(json), cancellation).ConfigureAwait(false);
            }

            if (parse.GetValue(scenario) == Workers)
                return await RunAsync(console, new WorkersBench(settings, console.Remark).RunAsync, parse.GetValue(json), cancellation).ConfigureAwait(false);
            if (parse.GetValue(scenario) == Workflows)
                return await RunAsync(console, new WorkflowsBench(settings, console.Remark).RunAsync, parse.GetValue(json), cancellation).ConfigureAwait(false);
            if (parse.GetValue(scenario) != Wasm)
                return await RunAsync(console, new TasksBench(settings, console.Remark).RunAsync, parse.GetValue(json), cancellation).ConfigureAwait(false);
            settings = settings with
            {
                Count = IsGiven(count) ? settings.Count : BenchSettings.Parses,
                Passes = IsGiven(passes) ? settings.Passes : BenchSettings.Rounds,
            };
            return await RunAsync(console, new WasmBench(settings, console.Remark).RunAsync, parse.GetValue(json), cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CliConsole console, Func<CancellationToken, Task<BenchReport>> run, bool json, CancellationToken cancellation)
    {
        try
        {
            var report = await run(cancellation).ConfigureAwait(false);
            if (json)
                console.Json(report);
            else
                Write(console, report);
            return ExitCodes.Ok;
        }
        catch (BenchWrongException e)
        {
            console.Remark($"swarm: the result is wrong, the figures mean nothing: {e.Message}");
            return ExitCodes.Failed;
        }
    }

    private static void Write(CliConsole console, BenchReport report)
    {
        console.Facts(
            ("scenario", report.Scenario), ("mode", report.Mode),
            ("machine", $"{report.Machine.Cores} cores, {report.Machine.MemoryGb} GB, {report.Machine.Runtime}"),
            ("settings", string.Join(", ", report.Settings.Select(s => $"{s.Key} {s.Value}"))));
        var aimed = report.Results.Any(r => r.Target is not null);
        var table = aimed ? Tables.Create("Result", "#Value", "Unit", "Target") : Tables.Create("Result", "#Value", "Unit");
        foreach (var result in report.Results)
        {
            string?[] cells = [result.Name, $"{result.Value:0.###}", result.Unit];
            table.Add(aimed ? [.. cells, result.Target] : cells);
        }

        console.Answers.Write(table);
    }

    private static Option<int> Number(string name, int value, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var n) || n is < 1 or > 1_000_000))
                result.AddError($"{name} is '{token.Value}'; it must be a whole number from 1 to 1000000.");
        });
        return option;
    }
}
