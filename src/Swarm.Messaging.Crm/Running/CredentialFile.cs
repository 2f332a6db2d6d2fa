using System.Text.Json;

namespace Swarm.Messaging.Crm.Running;

/// <summary>Credentials of clients: <c>{ "clients": { "acme": { "user": "...", "password": "...", "token": "..." } } }</c>. The file is read again when it has changed.</summary>
internal sealed class CredentialFile(string path)
{
    private readonly Lock gate = new();
    private Dictionary<string, JsonElement> clients = [];
    private DateTime readOf;

    /// <returns>Null when there are none for this client.</returns>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public JsonElement? Of(string client)
    {
        lock (gate)
        {
            try
            {
                var changed = File.GetLastWriteTimeUtc(path);
                if (changed != readOf)
                {
                    using var json = JsonDocument.Parse(File.ReadAllBytes(path));
                    clients = json.RootElement.GetProperty("clients").EnumerateObject().ToDictionary(c => c.Name, c => c.Value.Clone(), StringComparer.Ordinal);
                    readOf = changed;
                }
            }
            catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException or UnauthorizedAccessException)
            {
                // Never with what is in it.
                throw new InvalidDataException($"The credentials file {path} cannot be read: it must be {{ \"clients\": {{ \"id\": {{ ... }} }} }}. {e.GetType().Name}", e);
            }

            return clients.TryGetValue(client, out var found) ? found : null;
        }
    }
}
