using System.Text.Json;

namespace Swarm.Messaging.Crm.Running;

/// <summary>Credentials of clients: <c>{ "clients": { "acme": { "user": "...", "password": "...", "token": "..." } } }</c>. The file is read again when it has changed.</summary>
internal sealed class CredentialFile(string path)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Secrets> secrets = new(StringComparer.Ordinal);
    private Dictionary<string, JsonElement> clients = [];
    /// <summary>A copy may bring the time of its source along, and a clock is coarse: the length tells them apart.</summary>
    private (DateTime At, long Length) readOf;

    /// <returns>Null when there are none for this client.</returns>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public JsonElement? Of(string client)
    {
        lock (gate)
        {
            try
            {
                var file = new FileInfo(path);
                var changed = (file.LastWriteTimeUtc, file.Exists ? file.Length : -1);
                if (changed != readOf)
                {
                    using var json = JsonDocument.Parse(File.ReadAllBytes(path));
                    clients = json.RootElement.GetProperty("clients").EnumerateObject().ToDictionary(c => c.Name, c => c.Value.Clone(), StringComparer.Ordinal);
                    readOf = changed;
                }
            }
            catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or UnauthorizedAccessException)
            {
                throw new InvalidDataException($"The credentials file {path} cannot be read: {Why(e)} It must be {{ \"clients\": {{ \"id\": {{ ... }} }} }}.", e);
            }

            if (!clients.TryGetValue(client, out var found))
                return null;
            // Those of before are hidden, too: a call that was made with them may be answered still.
            secrets[client] = secrets.GetValueOrDefault(client, Secrets.None).And(Secrets.Of(client, found));
            return found;
        }
    }

    /// <summary>All that has been handed out for this client.</summary>
    public Secrets SecretsOf(string client)
    {
        lock (gate)
            return secrets.GetValueOrDefault(client, Secrets.None);
    }

    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public bool IsEmpty()
    {
        _ = Of("");
        lock (gate)
            return clients.Count == 0;
    }

    /// <summary>Never with what is in it.</summary>
    private static string Why(Exception e) => e switch
    {
        JsonException json => $"it is no JSON at line {json.LineNumber + 1}.",
        IOException or UnauthorizedAccessException => e.Message,
        ArgumentException => "a client stands in it twice.",
        _ => "it has no object \"clients\".",
    };
}
