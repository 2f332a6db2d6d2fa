using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Embedded;

namespace Swarm.Messaging.Integration.Tests.Embedded;

public sealed class EmbeddedRedisRestartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempFolder _folder = new("restart");

    [Fact]
    public async Task Server_DiesTwice_IsStartedAgainWithItsDataAndTheClientGoesOn()
    {
        await using var redis = await StartAsync(new() { DataFolder = _folder.Path });
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await client.GetDatabase().StringSetAsync("key", "kept");

        for (var count = 1; count <= 2; count++)
        {
            var restarted = NextRestart(redis);
            var died = redis.ProcessId;
            UnixSignals.Send(died, UnixSignal.Kill);

            var restart = await restarted.WaitAsync(Patience);

            restart.ShouldBe(new EmbeddedRedisRestart(count, 128 + (int)UnixSignal.Kill, redis.ProcessId));
            restart.ProcessId.ShouldNotBe(died);
            await Eventually.HoldsAsync(() => ReadsAsync(client, "kept"), "the same client reads the data");
        }
    }

    [Fact]
    public async Task Server_CannotComeBackAtFirst_IsTriedUntilItDoes()
    {
        // A server that fails while the file 'broken' is there: a full disk that somebody frees.
        var server = _folder.Combine("server");
        var broken = _folder.Combine("broken");
        await File.WriteAllTextAsync(server, $"#!/bin/sh\n[ ! -e '{broken}' ] || {{ echo x >> '{broken}'; exit 1; }}\nexec redis-server \"$@\"\n");
        File.SetUnixFileMode(server, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var redis = await StartAsync(new()
        {
            DataFolder = _folder.Combine("data"),
            ServerPath = server,
            RestartDelay = TimeSpan.FromMilliseconds(10),
            MaxRestartDelay = TimeSpan.FromMilliseconds(50),
        });
        var restarted = NextRestart(redis);
        await File.WriteAllTextAsync(broken, "");

        UnixSignals.Send(redis.ProcessId, UnixSignal.Kill);
        await Eventually.HoldsAsync(() => new FileInfo(broken).Length >= 4, "two starts have failed");
        restarted.IsCompleted.ShouldBeFalse();
        File.Delete(broken);

        (await restarted.WaitAsync(Patience)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Listener_Throws_DoesNotStopTheSupervision()
    {
        await using var redis = await StartAsync(new() { DataFolder = _folder.Path });
        redis.Restarted += _ => throw new InvalidOperationException("a careless listener");

        for (var i = 0; i < 2; i++)
        {
            var died = redis.ProcessId;
            UnixSignals.Send(died, UnixSignal.Kill);
            await Eventually.HoldsAsync(() => redis.ProcessId != died, "another server runs");
        }
    }

    [Fact]
    public async Task Log_AboveItsLimit_IsRotatedAtStart()
    {
        await File.WriteAllTextAsync(_folder.Combine("redis.log"), new string('x', 101));

        await using var redis = await StartAsync(new() { DataFolder = _folder.Path, MaxLogBytes = 100 });

        (await File.ReadAllTextAsync(_folder.Combine("redis.log.1"))).ShouldBe(new string('x', 101));
        (await File.ReadAllTextAsync(redis.LogFile)).ShouldNotContain("xxx");
    }

    [Fact]
    public void Backoff_ServerThatKeepsDying_DoublesUpToTheLongestAndStartsOverAfterALongRun()
    {
        static TimeSpan Ms(double ms) => TimeSpan.FromMilliseconds(ms);
        var backoff = new RestartBackoff(Ms(200), Ms(1000));

        TimeSpan[] delays = [backoff.Next(Ms(5)), backoff.Next(Ms(5)), backoff.Next(Ms(5)), backoff.Next(Ms(5)), backoff.Next(Ms(1000)), backoff.Next(Ms(5))];

        delays.ShouldBe([Ms(200), Ms(400), Ms(800), Ms(1000), Ms(200), Ms(400)]);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<EmbeddedRedis> StartAsync(EmbeddedRedisOptions options) =>
        EmbeddedRedis.StartAsync(options, TimeProvider.System, NullLogger.Instance);

    private static Task<EmbeddedRedisRestart> NextRestart(EmbeddedRedis redis)
    {
        var next = new TaskCompletionSource<EmbeddedRedisRestart>(TaskCreationOptions.RunContinuationsAsynchronously);
        redis.Restarted += restart => next.TrySetResult(restart);
        return next.Task;
    }

    private static async Task<bool> ReadsAsync(ConnectionMultiplexer client, string value)
    {
        try
        {
            return await client.GetDatabase().StringGetAsync("key") == value;
        }
        catch (RedisException)
        {
            return false; // not reconnected yet
        }
    }
}
