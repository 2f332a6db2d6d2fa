using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Reads a body as bytes, and of one that is too long only so much that the intake can see it.</summary>
internal static class RequestBody
{
    private const int Margin = 1;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, CancellationToken cancellation, int most = ParsedBody.MaxBytes)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (read.Buffer.Length > most || read.IsCompleted)
            {
                var buffer = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, most + Margin));
                var body = System.Buffers.BuffersExtensions.ToArray(buffer);
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
