namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>Files that only this user may read, in a folder of this process that only this user may enter.</summary>
internal static class PrivateFile
{
    private static readonly Lazy<string> Folder = new(Create);

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(Folder.Value, Guid.NewGuid().ToString("N"));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(bytes);
        return path;
    }

    // Empty when the process ends, except after a crash; the system's own cleaning of temporary folders sees to that.
    private static string Create()
    {
        var folder = Directory.CreateTempSubdirectory("swarm-guest-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // Another thread still writes one.
            }
        };
        return folder;
    }
}
