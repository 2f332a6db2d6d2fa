using System.Security.Cryptography;
using System.Text.Json;

namespace Swarm.Messaging.Samples.Crm;

/// <param name="Token">Of the REST interface.</param>
internal sealed record CrmClient(string Id, string User, string Password, string Token);

/// <summary>Clients with their logins. Their credentials stand in a file of the data folder, which agents read; the database has only what checks them.</summary>
internal static class CrmClients
{
    private const int Rounds = 10_000;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static IReadOnlyList<CrmClient> Prepare(CrmDatabase data, CrmSettings settings, string file)
    {
        var known = File.Exists(file) ? Read(file) : [];
        var clients = settings.ClientIds.Select(id => known.FirstOrDefault(c => c.Id == id)
            ?? new CrmClient(id, $"{id}@example.test", RandomNumberGenerator.GetHexString(24, true), RandomNumberGenerator.GetHexString(32, true))).ToList();
        var isNew = data.Count("select count(*) from clients") == 0;
        foreach (var client in clients)
        {
            for (var n = 1; isNew && n <= settings.Contacts; n++)
                data.Insert("contacts", ("client", client.Id), ("name", $"Contact {n}"), ("at", "2026"));
            var salt = RandomNumberGenerator.GetHexString(16, true);
            data.Run(
                "insert into clients (id, user, salt, hash, token) values ($id, $user, $salt, $hash, $token) on conflict (id) do nothing",
                ("id", client.Id), ("user", client.User), ("salt", salt), ("hash", Hash(client.Password, salt)), ("token", Digest(client.Token)));
            data.Run("insert into pipelines (client, id, stages) values ($client, 'sales', 'New,Qualified,Won') on conflict do nothing", ("client", client.Id));
        }

        Write(file, clients);
        return clients;
    }

    /// <returns>The client, or null when user and password do not go together.</returns>
    public static string? ByPassword(CrmDatabase data, string user, string password) =>
        data.One("select id, salt, hash from clients where user = $user", ("user", user)) is { } row && Equal(Hash(password, (string)row["salt"]!), (string)row["hash"]!) ? (string)row["id"]! : null;

    public static string? ByToken(CrmDatabase data, string token) =>
        data.One("select id from clients where token = $token", ("token", Digest(token))) is { } row ? (string)row["id"]! : null;

    private static string Hash(string secret, string salt) => Convert.ToHexString(
        Rfc2898DeriveBytes.Pbkdf2(secret, System.Text.Encoding.UTF8.GetBytes("crm" + salt), Rounds, HashAlgorithmName.SHA256, 32));

    /// <summary>Tokens are random: they need no slow hash.</summary>
    private static string Digest(string token) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));

    private static bool Equal(string a, string b) => CryptographicOperations.FixedTimeEquals(Convert.FromHexString(a), Convert.FromHexString(b));

    private static List<CrmClient> Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. json.RootElement.GetProperty("clients").EnumerateObject().Select(c => new CrmClient(
            c.Name, c.Value.GetProperty("user").GetString()!, c.Value.GetProperty("password").GetString()!, c.Value.GetProperty("token").GetString()!))];
    }

    private static void Write(string file, IReadOnlyList<CrmClient> clients)
    {
        var text = JsonSerializer.Serialize(
            new { clients = clients.ToDictionary(c => c.Id, c => new { user = c.User, password = c.Password, token = c.Token }) },
            Readable);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Agents may read it at any moment: they see the one or the other.
        var written = file + ".new";
        using (var writer = new StreamWriter(written, options))
            writer.Write(text);
        File.Move(written, file, overwrite: true);
    }
}
