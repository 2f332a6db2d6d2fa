using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>A file that an option names, or <c>-</c> for stdin.</summary>
internal static class InputFile
{
    private const int Part = 64 * 1024;

    /// <param name="most">Bytes; more are not read, as a device or a pipe may have no end.</param>
    public static async Task<byte[]> ReadAsync(string path, CliConsole console, CancellationToken cancellation, int most = ParsedBody.MaxBytes)
    {
        if (Directory.Exists(path))
            throw new CliException(ExitCodes.Usage, $"'{path}' is a folder; name a file.");
        try
        {
            await using var stream = path == "-" ? console.Input() : File.OpenRead(path);
            using var copy = new MemoryStream();
            var part = new byte[Part];
            while (await stream.ReadAsync(part, cancellation).ConfigureAwait(false) is var read and > 0)
            {
                copy.Write(part, 0, read);
                if (copy.Length > most)
                    throw new CliException(ExitCodes.Usage, $"'{path}' holds more than {most} bytes, and no more are taken. Put more somewhere else and send a reference.");
            }

            // Some editors mark a file as UTF-8 with three bytes that are no JSON.
            var bytes = copy.ToArray();
            return bytes is [0xEF, 0xBB, 0xBF, .. var text] ? text : bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CliException(ExitCodes.Usage, $"'{path}' cannot be read: {e.Message}", e);
        }
    }
}
