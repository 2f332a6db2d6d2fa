using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Cli.Host;

/// <summary>Redis as people write it: an address, <c>rediss</c> for TLS, or a StackExchange.Redis configuration.</summary>
internal static class RedisAddress
{
    public static void Check(string? text, List<string> failures)
    {
        if (text is null)
            return;
        try
        {
            if (RedisConnection.Parse(Configuration(text)).EndPoints.Count == 0)
                failures.Add("Redis names no server; write redis://host:6379, or host:6379,password=...,ssl=true.");
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Its message may repeat the text, and the text may hold a password.
            failures.Add("Redis is neither an address such as redis://user:password@host:6379 (rediss:// for TLS) nor a configuration such as host:6379,password=...,ssl=true.");
        }
    }

    /// <summary>What StackExchange.Redis reads, password included.</summary>
    public static string Configuration(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss"))
            return text;
        var options = new ConfigurationOptions { Ssl = uri.Scheme == "rediss" };
        options.EndPoints.Add(uri.Host, uri.Port > 0 ? uri.Port : 6379);
        if (options.Ssl)
            options.SslHost = uri.Host;
        switch (uri.UserInfo.Split(':', 2))
        {
            case [{ Length: > 0 } user, var password]:
                (options.User, options.Password) = (Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
                break;
            case ["", var password]:
                options.Password = Uri.UnescapeDataString(password);
                break;
            case [{ Length: > 0 } password]:
                options.Password = Uri.UnescapeDataString(password);
                break;
        }

        if (uri.AbsolutePath.Length > 1)
            options.DefaultDatabase = int.TryParse(uri.AbsolutePath.AsSpan(1), out var number) ? number : throw new FormatException();
        return options.ToString(includePassword: true);
    }

    /// <summary>For people: no password.</summary>
    public static string Show(string text) => RedisConnection.Show(RedisConnection.Parse(Configuration(text)));
}
