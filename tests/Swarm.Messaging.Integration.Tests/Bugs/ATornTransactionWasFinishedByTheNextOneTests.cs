using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Redis.Embedded;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A kill in the middle of writing out a script left half of it in the append-only file; the server kept that half, and the next script
/// completed it: a list had an entry of a commit that never happened.
/// </summary>
public sealed class ATornTransactionWasFinishedByTheNextOneTests
{
    private const string Commit = "redis.call('RPUSH', KEYS[1], ARGV[1]); redis.call('SET', KEYS[2], ARGV[2])";

    [Fact]
    public async Task Half_a_transaction_at_the_end_is_cut_off_whole()
    {
        using var folder = new TempFolder("torn");
        await using (var first = await StartAsync(folder.Path))
            await CommitAsync(first, "first");
        Tear(folder.Path, "*3\r\n$3\r\nSET\r\n$7\r\nversion\r\n$4");

        await using (var second = await StartAsync(folder.Path))
            await CommitAsync(second, "second");

        await using var third = await StartAsync(folder.Path);
        (await ListAsync(third)).ShouldBe(["first", "second"]);
    }

    [Theory]
    [InlineData("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*1\r\n$5\r\nMULTI\r\n*1\r\n$4\r\nEXEC\r\n", 0)]
    [InlineData("#TS:1700000000\r\n*1\r\n$4\r\nPING\r\n", 0)]
    [InlineData("*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPI", 10)]
    [InlineData("*1\r\n$4\r\nPING\r\n*1\r\n$5\r\nMULTI\r\n*1\r\n$4\r\nPING\r\n", 29)]
    [InlineData("*1\r\n$5\r\nMULTI\r\n*3", 17)]
    [InlineData("not what anybody writes", 0)]
    public void Cuts_from_the_first_torn_transaction(string content, int cut)
    {
        using var folder = new TempFolder("torn");
        var files = Directory.CreateDirectory(folder.Combine("appendonlydir")).FullName;
        File.WriteAllText(Path.Combine(files, "appendonly.aof.2.incr.aof"), "older, and not looked at");
        var path = Path.Combine(files, "appendonly.aof.10.incr.aof");
        File.WriteAllText(path, content);

        AppendOnlyFile.CutTornTransaction(folder.Path).ShouldBe(cut);

        File.ReadAllText(path).ShouldBe(content[..^cut]);
    }

    private static Task<EmbeddedRedis> StartAsync(string folder) =>
        EmbeddedRedis.StartAsync(new() { DataFolder = folder }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

    private static async Task CommitAsync(EmbeddedRedis redis, string entry)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration());
        await connection.GetDatabase().ScriptEvaluateAsync(Commit, ["timeline", "version"], [entry, entry]);
    }

    private static async Task<string[]> ListAsync(EmbeddedRedis redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration());
        return [.. (await connection.GetDatabase().ListRangeAsync("timeline")).Select(v => v.ToString())];
    }

    /// <summary>What a kill leaves while the server writes out the commit of an entry that nobody is told of.</summary>
    private static void Tear(string folder, string tornCommand)
    {
        var redis = Directory.GetDirectories(folder, "appendonlydir", SearchOption.AllDirectories).Single();
        var file = Directory.GetFiles(redis, "*.incr.aof").Single();
        File.AppendAllText(file, $"*1\r\n$5\r\nMULTI\r\n*3\r\n$5\r\nRPUSH\r\n$8\r\ntimeline\r\n$4\r\ntorn\r\n{tornCommand}");
    }
}
