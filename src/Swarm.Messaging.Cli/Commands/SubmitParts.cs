using System.Text.Json;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Sends many tasks, as many commands as the host's bound for one asks for, one after another. The answer is that of one command.</summary>
internal static class SubmitParts
{
    public static async Task<JsonElement> PostAsync(HostVerb verb, string path, Submission submission, CancellationToken cancellation)
    {
        var parts = submission.Parts(TaskOptions.MaxTasksPerMessage);
        var results = new List<JsonElement>();
        foreach (var part in parts)
        {
            try
            {
                var answer = await verb.Api.PostBytesAsync(path, part, cancellation).ConfigureAwait(false);
                if (parts.Count == 1)
                    return answer;
                results.AddRange(answer.GetProperty("results").EnumerateArray());
                verb.Console.Remark($"swarm: {Shown.Plural(results.Count, "task")} answered ...");
            }
            catch (Exception) when (results.Count > 0)
            {
                verb.Console.Remark($"swarm: {Shown.Plural(results.Count, "task")} had been answered when this happened; the same file again submits the rest, and none twice that has an id or a key.");
                throw;
            }
        }

        verb.Console.Remark($"swarm: {Sum(results)}");
        return JsonSerializer.SerializeToElement(new { schemaVersion = 1, results }, CliJson.Line);
    }

    /// <param name="limit">How long whoever waits for the end waits at most.</param>
    public static async Task<JsonElement> WithinAsync(HostVerb verb, TimeSpan? limit, Func<CancellationToken, Task<JsonElement>> post)
    {
        if (limit is not { } most || most == TimeSpan.MaxValue)
            return await post(verb.Cancellation).ConfigureAwait(false);
        try
        {
            return await verb.Api.WithinAsync(most, post, verb.Cancellation).ConfigureAwait(false);
        }
        catch (UnavailableException e)
        {
            throw new CliException(ExitCodes.NoHost, $"{e.Message} Whether anything was accepted is not known: swarm tasks{verb.Chosen}. What has an id or an idempotency key may be submitted again, it is not done twice.", e);
        }
    }

    private static string Sum(List<JsonElement> results)
    {
        var accepted = results.Where(r => r.TryGetProperty("accepted", out var a) && a.ValueKind == JsonValueKind.Object).ToList();
        var known = accepted.Count(r => r.GetProperty("accepted").TryGetProperty("duplicate", out var d) && d.ValueKind == JsonValueKind.True);
        return $"{Shown.Plural(results.Count, "task")}: {accepted.Count} accepted"
            + (known > 0 ? $", {known} of them existed already" : "") + $", {results.Count - accepted.Count} rejected.";
    }
}
