using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Preflight;

/// <summary>Runs a script many times at once and counts: every commit of the product is one script and must be alone while it runs.</summary>
internal static class ScriptCheck
{
    private const string Name = "lua";
    private const int Runs = 64;
    private const int LivesMilliseconds = 60_000;
    private static readonly string Script = Read();

    public static async Task<PreflightFinding> RunAsync(params IDatabase[] connections)
    {
        RedisKey key = $"swarm-messaging:{{preflight}}:{Guid.NewGuid():N}";
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Runs).Select(run => connections[run % connections.Length]
                .ScriptEvaluateAsync(Script, [key], [LivesMilliseconds]))).ConfigureAwait(false);
            var counted = (int)await connections[0].StringGetDeleteAsync(key).ConfigureAwait(false);
            return counted == Runs
                ? PreflightFinding.Ok(Name, $"{Runs} scripts at once, each alone")
                : PreflightFinding.Refuse(Name, $"{Runs} scripts at once counted to {counted}",
                    "This server runs scripts side by side; a commit could overwrite another.", "use Redis 7.0 or later, or Valkey, instead of this server");
        }
        catch (RedisServerException refused)
        {
            return Refusal(refused.Message);
        }
    }

    public static PreflightFinding Refusal(string message) => PreflightFinding.Refuse(
        Name, $"the server refused a script: {message}", "Every commit is a script.",
        Mend(message, "redis-cli ACL SETUSER <user> +@all ~swarm-messaging:* ~swarm:*, and do not rename EVAL or EVALSHA"));

    /// <summary>The error's first word says what kind of refusal it is; inside of a script others may stand before it.</summary>
    /// <param name="otherwise">When it is none of these, it is a lack of rights.</param>
    public static string Mend(string message, string otherwise)
    {
        return message switch
        {
            _ when Says("MISCONF") => "free or enlarge the disk that Redis saves to, then see that INFO persistence shows aof_last_write_status and rdb_last_bgsave_status ok",
            _ when Says("OOM") => "give Redis more memory: redis-cli CONFIG SET maxmemory <bytes>, or free some of what it holds",
            _ when Says("READONLY") => "give the address of the primary: this server is a replica",
            _ when Says("LOADING") => "wait until Redis has loaded its data, then start again",
            _ => otherwise,
        };

        bool Says(string word) => message.Contains(word, StringComparison.Ordinal);
    }

    private static string Read()
    {
        using var stream = typeof(ScriptCheck).Assembly.GetManifestResourceStream(typeof(ScriptCheck), "atomicity.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
