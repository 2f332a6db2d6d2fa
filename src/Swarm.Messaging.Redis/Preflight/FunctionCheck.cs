using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Preflight;

/// <summary>Whether this user may load libraries of functions and call them: placement is one. Both questions are mistakes on purpose and change nothing.</summary>
internal static class FunctionCheck
{
    private const string Name = "functions";

    public static async Task<PreflightFinding> RunAsync(IDatabase connection) =>
        await AskAsync(connection, "Function not found", "FCALL", "swarm_preflight", 0).ConfigureAwait(false)
        ?? await AskAsync(connection, "Missing library metadata", "FUNCTION", "LOAD", "none").ConfigureAwait(false)
        ?? PreflightFinding.Ok(Name, "can be loaded and called");

    /// <returns>Null when the server answers what it answers to such a mistake of somebody who may do this.</returns>
    private static async Task<PreflightFinding?> AskAsync(IDatabase connection, string expected, string command, params object[] arguments)
    {
        try
        {
            await connection.ExecuteAsync(command, arguments).ConfigureAwait(false);
            return null;
        }
        catch (RedisServerException refused)
        {
            return refused.Message.Contains(expected, StringComparison.Ordinal) ? null : PreflightFinding.Refuse(
                Name, $"the server refused {command}: {refused.Message}", "Placement is a library of functions.",
                ScriptCheck.Mend(refused.Message, "redis-cli ACL SETUSER <user> +fcall +function|load, and do not rename FCALL or FUNCTION"));
        }
    }
}
