using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>What happens in a host's pool, while it happens.</summary>
internal static class WorkerEventsVerb
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var command = new Verb(
            "events", "Follows the pool's events, until Ctrl-C",
            """
            swarm workers events
            swarm workers events --json | jq 'select(.type=="task-assigned").queuedTimeMs'
            """);
        HostVerb.Bind(command, host, console, verb => EventsCommand.FollowAsync(verb, $"{Paths.Workers}/events", Line));
        return command;
    }

    private static string Line(JsonElement json)
    {
        var e = json.Deserialize<WorkerPoolEvent>(WireJson.Options)!;
        string?[] parts =
        [
            Shown.Clock(e.Timestamp), $"{e.Type,-21}", e.WorkerId, e.TaskId,
            e.Pid is { } pid ? $"process {pid}" : null, e.Code is { } code ? $"code {code}" : null, e.Signal is { } signal ? $"signal {signal}" : null,
            e.QueuedTimeMs is { } waited ? $"waited {waited:0.#} ms" : null, e.Duration is { } duration ? $"took {duration:0.#} ms" : null,
            e.BackoffMs is { } pause ? $"retry {e.Retries} of {e.MaxRetries} in {pause} ms" : null,
            e.Count is { } count ? $"{count}" : null, e.NewSize is { } size ? $"size {size}" : null, e.Alert, e.Severity, e.Error, e.Message,
        ];
        return string.Join(' ', parts.Where(p => p is not null)).TrimEnd();
    }
}
