using System.Runtime.InteropServices;
using System.Text.Json;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Wasmtime.Code;

namespace Swarm.Messaging.Cli.Agents;

/// <summary>A task's content in a temporary folder of its own, and what the words in braces stand for.</summary>
internal sealed class TaskFiles : IDisposable
{
    private const int LongestName = 100;

    private readonly Services.TempFolder folder = new("task");

    private TaskFiles(IReadOnlyDictionary<string, string> words) => Words = words;

    public string Folder => folder.Path;

    public IReadOnlyDictionary<string, string> Words { get; private set; }

    /// <summary>The short name, or <c>unknown</c>; null when the task is not about code.</summary>
    public static string? FileType(AgentTask task)
    {
        if (task.Kind != "code")
            return null;
        return (Text(task.Payload, "language") is { } language ? CodeLanguages.OfName(language)
            : Text(task.Payload, "filePath") is { } path ? CodeLanguages.OfPath(path) : null) ?? "unknown";
    }

    public static async Task<TaskFiles> WriteAsync(AgentTask task, CancellationToken cancellation)
    {
        var files = new TaskFiles(new Dictionary<string, string>());
        try
        {
            var path = Text(task.Payload, "filePath");
            var type = FileType(task);
            var name = SafeName(path, type);
            var (content, payload) = (files.folder.Combine(name), files.folder.Combine(".payload.json"));
            await File.WriteAllTextAsync(content, Text(task.Payload, "content") ?? "", cancellation).ConfigureAwait(false);
            await File.WriteAllBytesAsync(
                payload, task.Payload is { } json ? JsonMarshal.GetRawUtf8Value(json).ToArray() : "null"u8.ToArray(), cancellation).ConfigureAwait(false);
            files.Words = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["file"] = content,
                ["fileName"] = name,
                ["folder"] = files.Folder,
                ["filePath"] = path ?? name,
                ["payload"] = payload,
                ["taskId"] = task.TaskId,
                ["operation"] = task.Operation,
                ["fileType"] = type ?? "",
            };
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            folder.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The command left something there that cannot be removed; it is the system's temporary folder.
        }
    }

    public static string? Text(JsonElement? payload, string field) =>
        payload is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    /// <summary>The last segment of the path, without what could be taken for an option, a hidden file or another folder.</summary>
    private static string SafeName(string? path, string? fileType)
    {
        var name = path?[(path.LastIndexOfAny(['/', '\\']) + 1)..] ?? "";
        name = new string([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')]).TrimStart('.', '-');
        if (name.Length > LongestName)
            name = name[^LongestName..].TrimStart('.', '-');
        return name.Length > 0 ? name : fileType is null or "unknown" ? "content" : $"content.{fileType}";
    }
}
