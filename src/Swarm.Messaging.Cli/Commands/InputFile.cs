using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>A file that an option names, or <c>-</c> for stdin.</summary>
internal static class InputFile
{
    public static async Task<byte[]> ReadAsync(string path, CliConsole console, CancellationToken cancellation)
    {
        try
        {
            await using var stream = path == "-" ? console.Input() : File.OpenRead(path);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellation).ConfigureAwait(false);
            return copy.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CliException(ExitCodes.Usage, $"'{path}' cannot be read: {e.Message}", e);
        }
    }
}
