using System.CommandLine;
using System.Globalization;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The cache of node results. Without a verb of its own it shows it.</summary>
internal static class CacheCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "cache",
            "Results of workflow nodes that answer for equal nodes: figures, and emptying it",
            """
            swarm cache stats       what is kept, how often it answered
            swarm cache clear       on all hosts; nodes run again
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, ShowAsync);
        var stats = new Verb("stats", "What is kept, and how often it answered", "swarm cache stats");
        HostVerb.Bind(stats, host, console, ShowAsync);
        command.Add(stats);
        var clear = new Verb("clear", "Forgets all results, on all hosts", "swarm cache clear");
        HostVerb.Bind(clear, host, console, async verb =>
        {
            var document = await verb.Api.PostAsync($"{Paths.Cache}/clear", new { }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<CacheManaged>(document, done => console.Out.WriteLine($"{Shown.Plural(done.Cleared!.Value, "result")} cleared."));
            return ExitCodes.Ok;
        });
        command.Add(clear);
        return command;
    }

    private static async Task<int> ShowAsync(HostVerb verb)
    {
        var document = await verb.Api.GetAsync(Paths.Cache, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<CacheManaged>(document, cache => verb.Console.Facts([
            ("Host", cache.HostId),
            ("In memory", $"{cache.Entries} results, {Number(cache.SizeMb)} MB, {cache.Eviction}"),
            ("Shared", cache.SharedEntries is { } shared ? $"{shared} results, {Number(cache.SharedSizeMb ?? 0)} MB" : "out of reach"),
            ("Answers", $"{cache.Hits} hits ({cache.SharedHits} of them shared), {cache.Misses} misses, hit rate {Number(cache.HitRate * 100)} %"),
            ("Evictions", $"{cache.Evictions}"),
            ("Compression", $"{Number(cache.CompressionRatio)} bytes saved for each stored"),
            ("Waiting", $"{Shown.Plural(cache.Waiting, "node")} for an equal one that runs")]));
        return ExitCodes.Ok;
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
