using Microsoft.Win32.SafeHandles;

namespace Swarm.Messaging.Client.Agents;

/// <summary>What an agent keeps is for the eyes of its own user, where the system has permissions of that kind (Unix). What was there before stays as it is.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder and those above it that are not there.</summary>
    public static DirectoryInfo Folder(string path) =>
        OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OfFiles | UnixFileMode.UserExecute);

    /// <summary>Of a file that has just been made.</summary>
    public static void Close(string file)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, OfFiles);
    }

    /// <inheritdoc cref="Close(string)"/>
    public static void Close(SafeFileHandle file)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, OfFiles);
    }
}
