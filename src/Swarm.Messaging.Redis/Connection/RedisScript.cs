using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>One or more .lua files of this assembly, joined, sent once per server and called by their hash from then on.</summary>
internal sealed class RedisScript
{
    private readonly string text;
    private readonly byte[] hash;

    /// <param name="names">Paths with dots, <c>Sagas.commit.lua</c>. Those in front are what the last one builds on.</param>
    public RedisScript(params string[] names)
    {
        text = string.Join('\n', names.Select(Read));
#pragma warning disable CA5350 // Redis names scripts by SHA-1; it protects nothing.
        hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    /// <param name="flags">Whether it only reads, where that matters.</param>
    public async Task<RedisResult> RunAsync(IDatabaseAsync database, RedisKey[] keys, RedisValue[] arguments, CommandFlags flags = CommandFlags.None)
    {
        try
        {
            return await database.ScriptEvaluateAsync(hash, keys, arguments, flags).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Refused before it ran, so running it by its text is no repetition.
            return await database.ScriptEvaluateAsync(text, keys, arguments, flags).ConfigureAwait(false);
        }
    }

    /// <returns>A file of this assembly.</returns>
    public static string Read(string name)
    {
        var assembly = typeof(RedisScript).Assembly;
        using var stream = assembly.GetManifestResourceStream($"Swarm.Messaging.Redis.{name}")
            ?? throw new InvalidOperationException(
                $"The script {name} is not in the assembly; it has {string.Join(", ", assembly.GetManifestResourceNames())}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
