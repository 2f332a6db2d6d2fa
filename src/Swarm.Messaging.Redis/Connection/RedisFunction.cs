using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>A function of a library, which is loaded where it is missing: at the first call, and after a Redis has lost it.</summary>
internal sealed class RedisFunction(RedisLibrary library, string name)
{
    /// <summary>What Redis calls it by.</summary>
    public string FullName => $"{library.Name}_{name}";

    /// <param name="flags">Whether it only reads, where that matters.</param>
    public async Task<RedisResult> RunAsync(IDatabaseAsync database, RedisKey[] keys, RedisValue[] arguments, CommandFlags flags = CommandFlags.None)
    {
        var call = new object[2 + keys.Length + arguments.Length];
        (call[0], call[1]) = (FullName, keys.Length);
        for (var i = 0; i < keys.Length; i++)
            call[2 + i] = keys[i];
        for (var i = 0; i < arguments.Length; i++)
            call[2 + keys.Length + i] = arguments[i];
        try
        {
            return await database.ExecuteAsync("FCALL", call, flags).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.Contains("Function not found", StringComparison.Ordinal))
        {
            // Refused before it ran, so to run it now is no repetition.
            await library.LoadAsync(database.Multiplexer).ConfigureAwait(false);
            return await database.ExecuteAsync("FCALL", call, flags).ConfigureAwait(false);
        }
    }
}
