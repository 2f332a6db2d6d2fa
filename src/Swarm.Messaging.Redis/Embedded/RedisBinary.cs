namespace Swarm.Messaging.Redis.Embedded;

/// <param name="ServerPath">The executable.</param>
/// <param name="LibraryPath">For LD_LIBRARY_PATH when the server was unpacked instead of installed; else null.</param>
internal sealed record RedisBinary(string ServerPath, string? LibraryPath)
{
    private static readonly string[] Names = ["redis-server", "valkey-server"];

    public IReadOnlyDictionary<string, string?> Environment => LibraryPath is null
        ? new Dictionary<string, string?>()
        : new Dictionary<string, string?> { ["LD_LIBRARY_PATH"] = LibraryPath };

    /// <param name="serverPath">Used as it is when given.</param>
    /// <param name="cacheFolder">Null for the default.</param>
    /// <param name="searchPath">Null for PATH.</param>
    public static RedisBinary Find(string? serverPath, string? cacheFolder, string? searchPath = null)
    {
        if (serverPath is not null)
        {
            return File.Exists(serverPath)
                ? new(Path.GetFullPath(serverPath), null)
                : throw new EmbeddedRedisException($"There is no redis-server at '{serverPath}', the configured server path. "
                    + "Correct the path, or leave it out to use the one on PATH.");
        }

        var cache = cacheFolder ?? DefaultCacheFolder();
        return OnPath(searchPath ?? System.Environment.GetEnvironmentVariable("PATH") ?? "") ?? InCache(cache) ?? throw new EmbeddedRedisException(
            $"No redis-server or valkey-server was found on PATH or in '{cache}'. The embedded mode keeps all state in one. {InstallHint()}");
    }

    public static string DefaultCacheFolder()
    {
        var named = System.Environment.GetEnvironmentVariable(EmbeddedRedisOptions.CacheVariable);
        if (!string.IsNullOrEmpty(named))
        {
            return named;
        }

        var shared = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        return Path.Combine(string.IsNullOrEmpty(shared) ? Path.Combine(home, ".cache") : shared, "swarm-messaging");
    }

    private static RedisBinary? OnPath(string searchPath)
    {
        var folders = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = Names.SelectMany(_ => folders, (name, folder) => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return found is null ? null : new(found, null);
    }

    // The layout is that of scripts/fetch-redis.sh: Debian packages unpacked under redis/.
    private static RedisBinary? InCache(string cache)
    {
        var server = Path.Combine(cache, "redis", "usr", "bin", Names[0]);
        if (!File.Exists(server))
        {
            return null;
        }

        var libraries = Directory.GetDirectories(Path.Combine(cache, "redis", "usr", "lib"), "*-linux-gnu*");
        return new(server, string.Join(Path.PathSeparator, libraries));
    }

    private static string InstallHint() => OperatingSystem.IsMacOS()
        ? "Install it with: brew install redis. Or run one with Docker and pass --redis 127.0.0.1:6379: "
            + "docker run -d -p 127.0.0.1:6379:6379 redis:7.2 --appendonly yes --maxmemory-policy noeviction"
        : "Run scripts/fetch-redis.sh (Debian and Ubuntu, no root needed), or install it: apt-get install redis-server, "
            + "dnf install valkey, apk add redis. Or run one with Docker and pass --redis 127.0.0.1:6379: "
            + "docker run -d -p 127.0.0.1:6379:6379 redis:7.2 --appendonly yes --maxmemory-policy noeviction";
}
