using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Bench;
using Swarm.Messaging.Cli.Fleet;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

internal static class BenchCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "bench",
            "Measures the system and checks its own result: exit code 1 when something was lost or doubled",
            string.Join('\n', BenchScenario.All.Select(s => $"swarm bench {s.Name,-15}{s.Description}")));
        foreach (var scenario in BenchScenario.All)
            command.Add(Create(scenario, console));
        return command;
    }

    private static Verb Create(BenchScenario scenario, CliConsole console)
    {
        var command = new Verb(scenario.Name, scenario.Description, scenario.Examples);
        var usual = scenario.Defaults;
        var broker = new Option<Uri?>("--broker") { Description = "RabbitMQ: amqp://user:password@host:5672/vhost", HelpName = "URL", CustomParser = BrokerAddress.Of };
        var redis = new Option<string?>("--redis") { Description = "Redis: host:6379", HelpName = "ADDRESS" };
        var start = new Option<bool>("--start-services") { Description = "Start a RabbitMQ and a Redis for the run" };
        var count = Number("--count", usual.Count, scenario.Counts);
        var passes = scenario.Passes is { } rounds ? Number("--passes", usual.Passes, rounds) : null;
        var outstanding = scenario.Outstanding is { } bound ? Number("--outstanding", usual.Outstanding, bound) : null;
        var bridge = new Option<bool>("--event-bridge") { Description = "Single events on swarm.events as well: a message each" };
        var noLog = new Option<bool>("--no-log") { Description = "Without the log of transitions" };
        var processes = Number("--processes", usual.Processes, "Processes that are hosts");
        var lease = new Option<TimeSpan?>("--lease")
        {
            Description = "Of leadership [default: 15s]", HelpName = "DURATION", CustomParser = result =>
            {
                var given = Duration.AboveZero(result);
                if (given < TimeSpan.FromSeconds(2))
                    result.AddError($"--lease is '{result.Tokens[0].Value}'; it must be at least 2s, of which a leader leads one second less.");
                return given;
            },
        };
        var seed = new Option<int?>("--seed") { Description = "The same faults again [default: another one each run, which it prints]", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        Option?[] own = scenario.IsFleet ? [broker, count, processes, lease, seed, json] : [broker, redis, start, count, passes, outstanding, bridge, noLog, json];
        foreach (var option in own.OfType<Option>())
            command.Add(option);
        command.SetAction((parse, cancellation) =>
        {
            var settings = usual with
            {
                Broker = parse.GetValue(broker),
                Redis = parse.GetValue(redis),
                StartServices = parse.GetValue(start),
                Count = parse.GetValue(count),
                Passes = passes is null ? usual.Passes : parse.GetValue(passes),
                Outstanding = outstanding is null ? usual.Outstanding : parse.GetValue(outstanding),
                EventBridge = parse.GetValue(bridge),
                Log = !parse.GetValue(noLog),
                Processes = scenario.IsFleet ? parse.GetValue(processes) : usual.Processes,
                Lease = parse.GetValue(lease) ?? usual.Lease,
                Seed = parse.GetValue(seed),
            };
            return RunAsync(console, stop => scenario.Run(settings, console.Remark, stop), parse.GetValue(json), cancellation);
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
        catch (FleetException e)
        {
            console.Remark($"swarm: {e.Message}");
            return ExitCodes.Failed;
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
