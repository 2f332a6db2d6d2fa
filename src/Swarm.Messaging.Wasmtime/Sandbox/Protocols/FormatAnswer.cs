using System.Text.Json;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>A formatter's answer as the JSON that the operations of our own module use, too: a content, or a failure.</summary>
internal static class FormatAnswer
{
    public static GuestOutcome Unchanged(ReadOnlyMemory<byte> content) => Of(content.Span, changed: false);

    public static GuestOutcome Changed(byte[] content) => Of(content, changed: true);

    public static GuestOutcome Refused(string reason) => new GuestOutcome.Completed(
        JsonSerializer.SerializeToUtf8Bytes(new { failure = new { type = "syntax_error", message = $"The formatter cannot read it: {reason.Trim()}" } }));

    private static GuestOutcome Of(ReadOnlySpan<byte> content, bool changed) =>
        new GuestOutcome.Completed(JsonSerializer.SerializeToUtf8Bytes(new { changed, content = System.Text.Encoding.UTF8.GetString(content) }));
}
