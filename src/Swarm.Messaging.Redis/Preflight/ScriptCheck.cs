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
                    "This server runs scripts side by side; a commit could overwrite another.", "use Redis 6.2 or later, or Valkey, instead of this server");
        }
        catch (RedisServerException refused)
        {
            return PreflightFinding.Refuse(Name, $"the server refused a script: {refused.Message}",
                "Every commit is a script.", "redis-cli ACL SETUSER <user> +@all ~swarm-messaging:* ~swarm:*, and do not rename EVAL or EVALSHA");
        }
    }

    private static string Read()
    {
        using var stream = typeof(ScriptCheck).Assembly.GetManifestResourceStream(typeof(ScriptCheck), "atomicity.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
