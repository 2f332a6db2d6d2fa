using System.Text;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>Commits as tests write them.</summary>
internal static class Commits
{
    public static SagaKey Task(string id) => new("task", id);

    public static byte[] Utf8(this string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(this ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static string? Text(this ReadOnlyMemory<byte>? bytes) => bytes is { } there ? there.Text() : null;

    public static SagaCommit Of(SagaKey key, long expected, string state, params string[] inbox) => new()
    {
        Key = key,
        ExpectedVersion = expected,
        Inbox = inbox,
        State = state,
        Client = "acme",
        SchemaVersion = 1,
        Document = $$"""{"id":"{{key.Id}}"}""".Utf8(),
    };

    public static SagaCommit Of(string id, long expected, string state, params string[] inbox) => Of(Task(id), expected, state, inbox);
}
