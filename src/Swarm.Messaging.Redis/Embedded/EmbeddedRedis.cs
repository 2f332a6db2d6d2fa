using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Redis.Embedded;

/// <summary>
/// A redis-server of this host's own. It dies with the host, is started again when it dies alone, and is asked to end when the host
/// disposes this. Whatever it has confirmed is in its append-only file.
/// </summary>
internal sealed class EmbeddedRedis : IAsyncDisposable
{
    private readonly EmbeddedRedisOptions _options;
    private readonly RedisBinary _binary;
    private readonly DataFolderLock _lock;
    private readonly EmbeddedRedisFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private ChildProcess? _child;
    private Task _supervision = Task.CompletedTask;
    private int _restarts;
    private int _disposed;

    private EmbeddedRedis(EmbeddedRedisOptions options, DataFolderLock held, TimeProvider time, ILogger logger)
    {
        _options = options;
        _binary = RedisBinary.Find(options.ServerPath, options.CacheFolder, options.SearchPath);
        _lock = held;
        _files = new EmbeddedRedisFiles(held.Folder, time);
        _time = time;
        _logger = logger;
    }

    /// <summary>The child died on its own and its successor answers. Raised on a thread of the pool.</summary>
    public event Action<EmbeddedRedisRestart>? Restarted;

    public string SocketPath { get; private set; } = "";

    /// <summary>As StackExchange.Redis reads it; waits for the server instead of failing while it restarts.</summary>
    public string ConnectionString => Configuration().ToString();

    public string LogFile => _files.Log;

    /// <summary>The server's process id; changes with a restart.</summary>
    public int ProcessId => _child!.Id;

    public ConfigurationOptions Configuration() => new()
    {
        EndPoints = { new UnixDomainSocketEndPoint(SocketPath) },
        AbortOnConnectFail = false,
    };

    /// <summary>Locks the folder, cleans up after a killed host, starts the server and waits until it answers.</summary>
    /// <exception cref="DataFolderInUseException">Another process works on the folder.</exception>
    /// <exception cref="EmbeddedRedisException">No server found, or it does not start; with its last lines.</exception>
    public static async Task<EmbeddedRedis> StartAsync(
        EmbeddedRedisOptions options, TimeProvider time, ILogger logger, CancellationToken cancellation = default)
    {
        var held = DataFolderLock.Take(options.DataFolder);
        EmbeddedRedis redis;
        try
        {
            redis = new EmbeddedRedis(options, held, time, logger);
            await redis._files.CleanAsync(options.StopTimeout, cancellation).ConfigureAwait(false);
            redis.SocketPath = RedisSocket.Choose(held.Folder);
        }
        catch
        {
            held.Dispose();
            throw;
        }

        try
        {
            await redis.StartChildAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await redis.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        redis._supervision = redis.SuperviseAsync();
        return redis;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _supervision.ConfigureAwait(false);
        if (_child is { } child)
        {
            if (!await child.StopAsync(_options.StopTimeout, _time).ConfigureAwait(false))
            {
                EmbeddedRedisLog.Killed(_logger, child.Id, _options.StopTimeout);
            }

            await child.DisposeAsync().ConfigureAwait(false);
        }

        RedisSocket.Remove(_files.Folder, SocketPath);
        File.Delete(_files.Pid);
        _lock.Dispose();
        _stopping.Dispose();
    }

    private async Task StartChildAsync(CancellationToken cancellation)
    {
        _files.RotateLog(_options.MaxLogBytes);
        if (AppendOnlyFile.CutTornTransaction(_files.Folder) is var cut and > 0)
            EmbeddedRedisLog.TornTransactionCut(_logger, cut, _files.Folder);
        _child = await ChildProcess.StartAsync(new(_binary.ServerPath, RedisArguments.For(_files, SocketPath, _options.Durable))
        {
            WorkingDirectory = _files.Folder,
            // Not KILL: asked to end it writes out what it has confirmed, so that even kill -9 of the host loses nothing.
            DeathSignal = UnixSignal.Terminate,
            Environment = _binary.Environment,
        }).ConfigureAwait(false);

        var readiness = new RedisReadiness(_child, new UnixDomainSocketEndPoint(SocketPath), _files.Log, _time);
        await readiness.WaitAsync(_options.StartTimeout, cancellation).ConfigureAwait(false);
        EmbeddedRedisLog.Started(_logger, _child.Id, _files.Folder);
    }

    private async Task SuperviseAsync()
    {
        var backoff = new RestartBackoff(_options.RestartDelay, _options.MaxRestartDelay);
        var cancellation = _stopping.Token;
        try
        {
            while (true)
            {
                var since = _time.GetTimestamp();
                var exitCode = await _child!.Exited.WaitAsync(cancellation).ConfigureAwait(false);
                var delay = backoff.Next(_time.GetElapsedTime(since));
                EmbeddedRedisLog.Died(_logger, _child.Id, exitCode, delay, _files.Log);
                await Task.Delay(delay, _time, cancellation).ConfigureAwait(false);
                await _child.DisposeAsync().ConfigureAwait(false);
                await RestartAsync(exitCode, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // the host ends
        }
    }

    private async Task RestartAsync(int exitCode, CancellationToken cancellation)
    {
        try
        {
            await StartChildAsync(cancellation).ConfigureAwait(false);
        }
        catch (EmbeddedRedisException failure)
        {
            // A full disk can be mended while the host waits: it goes on trying, ever more slowly.
            EmbeddedRedisLog.RestartFailed(_logger, failure);
            await _child!.KillAsync().ConfigureAwait(false);
            return;
        }

        var restart = new EmbeddedRedisRestart(++_restarts, exitCode, _child!.Id);
        _ = Task.Run(() => Restarted?.Invoke(restart), CancellationToken.None); // a listener that throws does not stop the supervision
    }
}
