using System.Security.Cryptography;

namespace Swarm.Messaging.Cli.Host;

/// <summary>The key with which an embedded host signs and verifies control messages: made once, readable by its user alone.</summary>
internal static class ControlKeyFile
{
    public const string Name = "control.key";

    private const int KeyBytes = 32;

    /// <summary>The file's path; it exists when this returns.</summary>
    public static string In(string dataFolder)
    {
        var path = Path.Combine(dataFolder, Name);
        if (File.Exists(path))
            return path;

        // Written beside its place: a key that is cut short by a crash would be another key after the next start.
        var temporary = $"{path}.{Environment.ProcessId}";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(temporary, options))
            file.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)));
        File.Move(temporary, path, overwrite: true);
        return path;
    }
}
