using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Sends many tasks, as many commands as the host's bound for one asks for, one after another. The answer is that of one command.</summary>
internal static class SubmitParts
{
    public static async Task<JsonElement> PostAsync(HostVerb verb, string path, Submission submission)
    {
        var parts = submission.Parts(TaskOptions.MaxTasksPerMessage);
        var results = new List<JsonElement>();
        foreach (var part in parts)
        {
            try
            {
                var answer = await verb.Api.PostBytesAsync(path, part, verb.Cancellation).ConfigureAwait(false);
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

    private static string Sum(List<JsonElement> results)
    {
        var accepted = results.Where(r => r.TryGetProperty("accepted", out var a) && a.ValueKind == JsonValueKind.Object).ToList();
        var known = accepted.Count(r => r.GetProperty("accepted").TryGetProperty("duplicate", out var d) && d.ValueKind == JsonValueKind.True);
        return $"{Shown.Plural(results.Count, "task")}: {accepted.Count} accepted"
            + (known > 0 ? $", {known} of them existed already" : "") + $", {results.Count - accepted.Count} rejected.";
    }
}
