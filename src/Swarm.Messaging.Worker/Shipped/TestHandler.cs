using System.Text.Json.Serialization;
using Swarm.Messaging.Worker.Commands;

namespace Swarm.Messaging.Worker.Shipped;

/// <summary>Type <c>test</c>: runs a configured check and says whether it passed; with only a taskId it answers at once.</summary>
internal sealed class TestHandler(CommandList commands)
{
    public async Task<TestAnswer> RunAsync(TestPayload payload, WorkerTask task, CancellationToken cancellation)
    {
        if (payload.Check is null)
            return new(payload.TaskId ?? task.Id, true, null, null, false);
        var check = commands.Find(payload.Check, "payload.check");
        var result = await CommandRun.RunAsync(check, [], null, null, cancellation).ConfigureAwait(false);
        return new(payload.TaskId ?? task.Id, !result.TimedOut && check.SuccessCodes.Contains(result.ExitCode), result.ExitCode, result.Stdout + result.Stderr, result.TimedOut);
    }
}

/// <param name="Check">The name of a configured command.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TestPayload(string? TaskId, string? Check);

/// <param name="ExitCode">Null when no check was asked for; like <paramref name="Output"/>.</param>
internal sealed record TestAnswer(string TaskId, bool Passed, int? ExitCode, string? Output, bool TimedOut);
