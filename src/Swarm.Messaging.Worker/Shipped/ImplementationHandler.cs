using System.Text.Json.Serialization;
using Swarm.Messaging.Worker.Commands;
using Swarm.Messaging.Worker.Patches;

namespace Swarm.Messaging.Worker.Shipped;

/// <summary>
/// Type <c>implementation</c>: applies a given patch in a given folder and runs a check. When the check fails the files are put back, so
/// that another attempt finds them as they were, also those that an attempt left behind which was killed in its check; a patch that is in
/// already is not applied twice.
/// </summary>
internal sealed class ImplementationHandler(CommandList commands, string? root)
{
    private const string Rule =
        "A feature as text cannot be implemented by a worker that does not think: give payload.patch, a unified diff, and payload.folder, where it applies; payload.check names a configured command that judges it.";

    public async Task<ImplementationAnswer> RunAsync(ImplementationPayload payload, WorkerTask task, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(payload.Patch) || payload.Folder is null)
            throw new WorkerTaskException("invalid_payload", Rule, retryable: false);
        var folder = FolderOf(payload.Folder);
        var check = payload.Check is null ? null : commands.Find(payload.Check, "payload.check");
        var patch = FolderPatch.Plan(folder, UnifiedPatch.Parse(payload.Patch));
        patch.Write();
        if (check is null)
            return new(patch.Files, patch.WasApplied, null);
        try
        {
            var result = await CommandRun.RunAsync(check, [], null, folder, cancellation).ConfigureAwait(false);
            if (result.TimedOut || !check.SuccessCodes.Contains(result.ExitCode))
                throw new WorkerTaskException("check_failed", $"'{payload.Check}' {(result.TimedOut ? "did not end in time" : $"ended with exit code {result.ExitCode}")}: {ProcessHandler.Tail(result.Stdout + result.Stderr)}");
            return new(patch.Files, patch.WasApplied, result);
        }
        catch
        {
            patch.PutBack(ofEarlier: task.Attempt > 1);
            throw;
        }
    }

    private string FolderOf(string folder)
    {
        if (root is null)
            throw new WorkerTaskException("invalid_payload", "No folder is open to tasks here: set Workers:WorkFolder to the folder under which they may change files.", retryable: false);
        var (whole, top) = (Path.GetFullPath(folder, root), Path.GetFullPath(root));
        if ((whole != top && !whole.StartsWith(top.TrimEnd('/') + "/", StringComparison.Ordinal)) || Links.Between(top, whole))
            throw Refused(folder, "it must be a folder at or under Workers:WorkFolder, and not behind a link");
        if (!Directory.Exists(whole))
            throw Refused(folder, "there is no such folder under Workers:WorkFolder");
        return whole;
    }

    private static WorkerTaskException Refused(string folder, string why) => new("invalid_payload", $"payload.folder is '{folder}': {why}.", retryable: false);
}

/// <param name="Feature">Of callers that know no better; never enough.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ImplementationPayload(string? Folder, string? Patch, string? Check, string? Feature);

/// <param name="Applied">Paths, from the folder.</param>
/// <param name="WasApplied">The patch was in already.</param>
internal sealed record ImplementationAnswer(IReadOnlyList<string> Applied, bool WasApplied, CommandResult? Check);
