using System.Text;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Analysis;

/// <summary>Reads a file as text, or says why not.</summary>
internal static class SourceText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<(string? Text, string? Problem)> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > TaskOptions.MaxPayloadBytes)
                return (null, $"too big: {Shown.Count(length)} bytes, at most {Shown.Count(TaskOptions.MaxPayloadBytes)} are taken");
            // Nothing to read, and not to be opened either: a pipe has no length, and opening it waits for somebody to write.
            if (length == 0)
                return ("", null);
            var bytes = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
            return bytes.Contains((byte)0) ? (null, "is no text: it holds zero bytes") : (Strict.GetString(bytes), null);
        }
        catch (DecoderFallbackException e)
        {
            return (null, $"is no UTF-8: the byte 0x{e.BytesUnknown?.FirstOrDefault():x2} at {e.Index} begins no character");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot be read: {e.Message}");
        }
    }
}
