namespace Swarm.Messaging.Cli.Agents;

/// <summary>Looks for a program as starting it would.</summary>
internal static class ProgramFile
{
    /// <param name="folder">What a relative path with a slash is relative to; null: it is found only when it is absolute.</param>
    public static string? Find(string program, string? folder)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(program, folder is null ? Directory.GetCurrentDirectory() : Path.GetFullPath(folder));
            return File.Exists(path) ? path : null;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(at => Path.Combine(at, program)).FirstOrDefault(File.Exists);
    }
}
