using System.Text.Json.Serialization;
using Swarm.Messaging.Worker.Commands;

namespace Swarm.Messaging.Worker.Shipped;

/// <summary>Type <c>process</c>: runs a configured command, without a shell.</summary>
internal sealed class ProcessHandler(CommandList commands)
{
    public async Task<CommandResult> RunAsync(ProcessPayload payload, WorkerTask task, CancellationToken cancellation)
    {
        var spec = commands.Find(payload.Command, "payload.command");
        var arguments = payload.Arguments ?? [];
        if (arguments.Count > 0 && !spec.AllowArguments)
            throw new WorkerTaskException("invalid_payload", $"payload.arguments has {arguments.Count} entries, and the command '{payload.Command}' takes none (allowArguments).", retryable: false);
        if (arguments.Any(a => a is null))
            throw new WorkerTaskException("invalid_payload", "payload.arguments has an entry that is null; each must be a text.", retryable: false);
        if (arguments.FirstOrDefault(a => a.Contains('\0', StringComparison.Ordinal)) is { } cut)
            throw new WorkerTaskException("invalid_payload", $"payload.arguments[{arguments.ToList().IndexOf(cut)}] has a NUL character, which no program can be given.", retryable: false);
        var result = await CommandRun.RunAsync(spec, arguments, payload.Input, null, cancellation).ConfigureAwait(false);
        if (result.TimedOut)
            throw new WorkerTaskException("command_timeout", $"'{payload.Command}' did not end within {spec.TimeoutMs} ms and was killed.");
        if (!spec.SuccessCodes.Contains(result.ExitCode))
            throw new WorkerTaskException("command_failed", $"'{payload.Command}' ended with exit code {result.ExitCode}: {Tail(result.Stderr.Length > 0 ? result.Stderr : result.Stdout)}");
        return result;
    }

    internal static string Tail(string text) => text.Length <= 2_000 ? text.TrimEnd() : "..." + text[^2_000..].TrimEnd();
}

/// <param name="Command">The name of a configured command.</param>
/// <param name="Input">For its standard input.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProcessPayload(string? Command, IReadOnlyList<string>? Arguments, string? Input);
