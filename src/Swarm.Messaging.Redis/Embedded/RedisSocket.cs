using System.Text;

namespace Swarm.Messaging.Redis.Embedded;

/// <summary>
/// Where the socket of a data folder lies: in the folder, or, because the kernel takes at most 107 bytes, in a private temporary
/// folder whose path is noted in the data folder, so that the next host finds it after this one was killed.
/// </summary>
internal static class RedisSocket
{
    private const string SocketName = "redis.sock";
    private const string NoteName = "redis.sock.path";
    private static readonly int Limit = OperatingSystem.IsMacOS() ? 103 : 107;

    /// <summary>The socket of whoever worked on this folder last.</summary>
    public static string Last(string dataFolder)
    {
        var note = Path.Combine(dataFolder, NoteName);
        return File.Exists(note) ? File.ReadAllText(note).Trim() : Path.Combine(dataFolder, SocketName);
    }

    public static string Choose(string dataFolder)
    {
        var path = Path.Combine(dataFolder, SocketName);
        if (Fits(path))
        {
            return path;
        }

        // CreateTempSubdirectory makes it 0700. A long TMPDIR would only move the problem.
        var temporary = Directory.CreateTempSubdirectory("swarm-redis-").FullName;
        path = Path.Combine(temporary, SocketName);
        if (!Fits(path))
        {
            Directory.Delete(temporary);
            throw new EmbeddedRedisException($"The data folder '{dataFolder}' and the temporary folder '{Path.GetTempPath()}' both have "
                + $"paths too long for a unix socket (at most {Limit} bytes). Choose a data folder with a shorter path, or set TMPDIR to one.");
        }

        File.WriteAllText(Path.Combine(dataFolder, NoteName), path);
        return path;
    }

    /// <summary>Removes a socket that nobody listens on, and its temporary folder.</summary>
    public static void Remove(string dataFolder, string path)
    {
        if (Path.GetDirectoryName(path) is { } parent && Directory.Exists(parent))
        {
            File.Delete(path);
            if (parent != dataFolder && Directory.GetFileSystemEntries(parent).Length == 0)
            {
                Directory.Delete(parent);
            }
        }

        File.Delete(Path.Combine(dataFolder, NoteName));
    }

    private static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= Limit;
}
