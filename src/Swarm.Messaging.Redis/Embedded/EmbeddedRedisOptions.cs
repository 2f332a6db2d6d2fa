using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Redis.Embedded;

/// <summary>The redis-server that a host starts for itself when it is given no other.</summary>
public sealed class EmbeddedRedisOptions
{
    public const string DefaultDataFolder = "./data";
    public const string CacheVariable = "SWARM_CACHE";
    public static readonly TimeSpan DefaultStartTimeout = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DefaultStopTimeout = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DefaultRestartDelay = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan DefaultMaxRestartDelay = TimeSpan.FromSeconds(5);

    /// <summary>Holds everything: append-only files, socket, log, lock. Created with mode 0700.</summary>
    [Required]
    public string DataFolder { get; set; } = DefaultDataFolder;

    /// <summary>The server to run; null looks on PATH for redis-server and valkey-server, then in the cache folder.</summary>
    public string? ServerPath { get; set; }

    /// <summary>
    /// False: fsync once a second, so a machine that dies hard loses up to about two seconds. True: fsync before every answer.
    /// </summary>
    public bool Durable { get; set; }

    /// <summary>
    /// Where <c>scripts/fetch-redis.sh</c> put a server; null means <c>$SWARM_CACHE</c>, else <c>$XDG_CACHE_HOME/swarm-messaging</c>,
    /// else <c>~/.cache/swarm-messaging</c>.
    /// </summary>
    public string? CacheFolder { get; set; }

    /// <summary>Looked through instead of PATH; for tests, which cannot change the PATH of their process under one another.</summary>
    internal string? SearchPath { get; set; }

    /// <summary>Until the server answers; the time it says it is loading its data does not count.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StartTimeout { get; set; } = DefaultStartTimeout;

    /// <summary>From the polite request to end until the kill.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StopTimeout { get; set; } = DefaultStopTimeout;

    /// <summary>Before the first restart of a server that died on its own; doubled for each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RestartDelay { get; set; } = DefaultRestartDelay;

    /// <summary>The longest wait between restarts. A server that ran this long starts again from the first.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxRestartDelay { get; set; } = DefaultMaxRestartDelay;

    /// <summary>redis.log above this size is moved to redis.log.1 when the server starts.</summary>
    [Range(0, long.MaxValue)]
    public long MaxLogBytes { get; set; } = 5 * 1024 * 1024;
}
