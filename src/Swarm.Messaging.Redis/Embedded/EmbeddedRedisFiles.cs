using System.Net.Sockets;

namespace Swarm.Messaging.Redis.Embedded;

/// <summary>The files of a data folder, and what a host that was killed may have left of them. Used under the folder's lock.</summary>
internal sealed class EmbeddedRedisFiles(string folder, TimeProvider time)
{
    public string Folder { get; } = folder;

    public string Log { get; } = Path.Combine(folder, "redis.log");

    public string Pid { get; } = Path.Combine(folder, "redis.pid");

    /// <summary>
    /// Ends a server whose host is gone, and removes its socket and pid file. The death signal gives such a server the time to write
    /// its append-only file, so for a moment it may outlive the lock; two servers on one append-only file would destroy it.
    /// </summary>
    public async Task CleanAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        var socket = RedisSocket.Last(Folder);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            while (File.Exists(socket) && await RedisProbe.AskAsync(
                new UnixDomainSocketEndPoint(socket), "SHUTDOWN NOSAVE", either.Token).ConfigureAwait(false) is not null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EmbeddedRedisException($"A redis-server{Orphan()} left by an earlier host still serves '{socket}' and did not end within "
                + $"{timeout.TotalSeconds:0.#} s. Two servers on one data folder would destroy it: end that process, then start again.");
        }

        RedisSocket.Remove(Folder, socket);
        File.Delete(Pid);
    }

    /// <summary>Keeps at most one older log, so that the two never hold much more than twice the limit.</summary>
    public void RotateLog(long maxBytes)
    {
        if (new FileInfo(Log) is { Exists: true } log && log.Length > maxBytes)
        {
            log.MoveTo(Log + ".1", overwrite: true);
        }
    }

    private string Orphan() => File.Exists(Pid) ? $" (process {File.ReadAllText(Pid).Trim()})" : "";
}
