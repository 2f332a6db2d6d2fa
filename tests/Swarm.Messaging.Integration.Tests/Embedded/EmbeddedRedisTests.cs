using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Embedded;

namespace Swarm.Messaging.Integration.Tests.Embedded;

public sealed class EmbeddedRedisTests : IDisposable
{
    private readonly TempFolder _folder = new("embedded");

    [Theory]
    [InlineData(false, "everysec")]
    [InlineData(true, "always")]
    public async Task Start_FreshFolder_ServesSafelyAndOnlyOnItsSocket(bool durable, string appendFsync)
    {
        await using var redis = await StartAsync(options => options.Durable = durable);
        await using var client = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        var server = client.GetServers().Single();

        async Task<string> Setting(string name) => (await server.ConfigGetAsync(name)).Single().Value;
        (await Setting("port")).ShouldBe("0");
        (await Setting("appendonly")).ShouldBe("yes");
        (await Setting("appendfsync")).ShouldBe(appendFsync);
        (await Setting("maxmemory-policy")).ShouldBe("noeviction");
        (await Setting("save")).ShouldBe("");
        redis.SocketPath.ShouldBe(_folder.Combine("redis.sock"));
        (File.GetUnixFileMode(redis.SocketPath) & (UnixFileMode)0x3F).ShouldBe(UnixFileMode.None, "nobody else may connect");
    }

    [Fact]
    public async Task Dispose_ThenStart_EndsTheServerAndKeepsTheData()
    {
        int first;
        await using (var redis = await StartAsync())
        {
            first = redis.ProcessId;
            await WriteAsync(redis, "kept");
        }

        ForeignProcess.Lives(first).ShouldBeFalse();
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).ShouldBe(["redis.log", "swarm.lock"], ignoreOrder: true);
        await using var again = await StartAsync();
        (await ReadAsync(again)).ShouldBe("kept");
    }

    [Fact]
    public async Task Host_Killed_ServerEndsAndNothingConfirmedIsLost()
    {
        await using var host = await HostProcess.StartAsync("embedded-redis", _folder.Path);
        var server = int.Parse(host.Facts[0]);
        await using (var client = await ConnectionMultiplexer.ConnectAsync($"!{host.Facts[1]}"))
        {
            var writes = Enumerable.Range(0, 1000).Select(i => client.GetDatabase().StringSetAsync($"k{i}", i));
            (await Task.WhenAll(writes)).ShouldAllBe(confirmed => confirmed);
        }

        await host.KillAsync();

        // At once, while the old server may still be writing: the start must wait for its end.
        await using var redis = await StartAsync();
        ForeignProcess.Lives(server).ShouldBeFalse();
        await using var after = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        (await after.GetServers().Single().DatabaseSizeAsync()).ShouldBe(1000);
    }

    [Fact]
    public async Task Start_FolderHeldByAnotherHost_IsRefusedNamingPidAndFolder()
    {
        await using var host = await HostProcess.StartAsync("embedded-redis", _folder.Path);

        var refused = await Should.ThrowAsync<DataFolderInUseException>(() => StartAsync());

        refused.ProcessId.ShouldBe(host.Id);
        refused.Message.ShouldContain($"process {host.Id}");
        refused.Message.ShouldContain(_folder.Path);
        ForeignProcess.Lives(int.Parse(host.Facts[0])).ShouldBeTrue("the holder's server is untouched");
    }

    [Fact]
    public async Task Start_StaleSocketAndPidFile_AreReplaced()
    {
        await File.WriteAllTextAsync(_folder.Combine("redis.sock"), "");
        await File.WriteAllTextAsync(_folder.Combine("redis.pid"), "1");

        await using var redis = await StartAsync();

        (await File.ReadAllTextAsync(_folder.Combine("redis.pid"))).Trim().ShouldBe($"{redis.ProcessId}");
    }

    [Fact]
    public async Task Start_ServerLeftByAnEarlierHost_IsEndedFirst()
    {
        var files = new EmbeddedRedisFiles(_folder.Path, TimeProvider.System);
        await using var orphan = await ChildProcess.StartAsync(
            new("redis-server", RedisArguments.For(files, _folder.Combine("redis.sock"), durable: false)));
        await Eventually.HoldsAsync(() => File.Exists(_folder.Combine("redis.sock")), "the orphan listens");

        await using var redis = await StartAsync();

        orphan.HasExited.ShouldBeTrue();
    }

    [Fact]
    public async Task Start_PathTooLongForASocket_UsesAPrivateTemporaryFolder()
    {
        var deep = Path.Combine(_folder.Path, new string('d', 60), new string('e', 60));
        string temporary;
        await using (var redis = await StartAsync(options => options.DataFolder = deep))
        {
            temporary = Path.GetDirectoryName(redis.SocketPath)!;
            temporary.ShouldNotStartWith(deep);
            File.GetUnixFileMode(temporary).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await WriteAsync(redis, "reached");
        }

        Directory.Exists(temporary).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_ServerThatFails_SaysWhyInItsOwnWords()
    {
        var broken = _folder.Combine("broken-server");
        await File.WriteAllTextAsync(broken, "#!/bin/sh\necho 'Bad file format' >&2\nexit 3\n");
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var failure = await Should.ThrowAsync<EmbeddedRedisException>(() => StartAsync(options => options.ServerPath = broken));

        failure.Message.ShouldContain("code 3");
        failure.Message.ShouldContain("Bad file format");
        await using var possible = await StartAsync(); // the folder is free again
    }

    public void Dispose() => _folder.Dispose();

    private Task<EmbeddedRedis> StartAsync(Action<EmbeddedRedisOptions>? configure = null)
    {
        var options = new EmbeddedRedisOptions { DataFolder = _folder.Path };
        configure?.Invoke(options);
        return EmbeddedRedis.StartAsync(options, TimeProvider.System, NullLogger.Instance);
    }

    private static async Task WriteAsync(EmbeddedRedis redis, string value)
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        (await client.GetDatabase().StringSetAsync("key", value)).ShouldBeTrue();
    }

    private static async Task<string?> ReadAsync(EmbeddedRedis redis)
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        return await client.GetDatabase().StringGetAsync("key");
    }
}
