using System.Net;
using StackExchange.Redis;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Embedded;

namespace Swarm.Messaging.Cli.Services;

/// <summary>
/// A redis-server of our own on a free loopback port, for tests and benchmarks that need a real one over TCP, and that kill, pause and
/// restart it. Gone, with its folder, when it is disposed; its process also when this one is killed.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private readonly RedisServerOptions _options;
    private readonly RedisBinary _binary = RedisBinary.Find(serverPath: null, cacheFolder: null);
    private readonly TempFolder _folder = new("redis");
    private readonly TimeProvider _time;
    private ChildProcess? _child;

    private RedisServer(RedisServerOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
    }

    public int Port { get; } = FreePort.Take();

    public int ProcessId => _child!.Id;

    /// <summary>As StackExchange.Redis reads it; a client made with it reconnects after a restart.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},abortConnect=false";

    public static async Task<RedisServer> StartAsync(
        RedisServerOptions? options = null, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        var server = new RedisServer(options ?? new(), time ?? TimeProvider.System);
        try
        {
            await server.LaunchAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<IConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync(ConnectionString).ConfigureAwait(false);

    /// <summary>SIGKILL, as a machine would lose it; the append-only file stays.</summary>
    public Task KillAsync() => _child!.KillAsync();

    /// <summary>SIGTERM, and waits for its end. False when it had to be killed.</summary>
    public Task<bool> StopAsync() => _child!.StopAsync(StopPatience, _time);

    /// <summary>Starts it again on the same port and data; stops it before if it still runs.</summary>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        await StopAsync().ConfigureAwait(false);
        await _child!.DisposeAsync().ConfigureAwait(false);
        await LaunchAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers.</summary>
    public void Pause() => _child!.Signal(UnixSignal.Stop);

    public void Resume() => _child!.Signal(UnixSignal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
        {
            await _child.DisposeAsync().ConfigureAwait(false);
        }

        _folder.Dispose();
    }

    private async Task LaunchAsync(CancellationToken cancellation)
    {
        AppendOnlyFile.CutTornTransaction(_folder.Path);
        _child = await ChildProcess.StartAsync(new(_binary.ServerPath, Arguments())
        {
            WorkingDirectory = _folder.Path,
            Environment = _binary.Environment,
        }).ConfigureAwait(false);
        var readiness = new RedisReadiness(_child, new IPEndPoint(IPAddress.Loopback, Port), _folder.Combine("redis.log"), _time);
        await readiness.WaitAsync(_options.StartTimeout, cancellation).ConfigureAwait(false);
    }

    private string[] Arguments() =>
    [
        "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.Path, "--save", "", "--maxmemory-policy", "noeviction",
        "--appendonly", _options.AppendFsync is null ? "no" : "yes", "--appendfsync", _options.AppendFsync ?? "everysec",
        // As in docker/redis.conf, which says why.
        "--auto-aof-rewrite-min-size", "256mb", "--rdbcompression", "no", "--latency-tracking", "no",
        "--hash-max-listpack-value", "4096", "--hash-max-listpack-entries", "32", "--zset-max-listpack-value", "256", "--zset-max-listpack-entries", "32",
        "--logfile", _folder.Combine("redis.log"), .. _options.Arguments,
    ];
}
