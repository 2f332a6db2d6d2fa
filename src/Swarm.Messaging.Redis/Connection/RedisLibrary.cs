using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>
/// Functions that Redis keeps, made of .lua files of this assembly. Unlike a script, which builds all it consists of anew at each call, a library is run once, when
/// it is loaded. Its files see KEYS, ARGV and <c>call</c> of the current call, and set what belongs to a call alone in <c>eachCall(function() .. end)</c>. Its name
/// ends in the hash of its text, so hosts of several versions work beside each other, each with functions of its own.
/// </summary>
internal sealed class RedisLibrary
{
    private readonly string folder;
    private readonly string[] parts;
    private readonly List<(string File, bool Reads)> functions = [];
    private readonly Lazy<(string Name, string Text)> made;

    /// <param name="folder">Of the files, in this assembly.</param>
    /// <param name="parts">Names of files, without .lua, in their order: what functions build on.</param>
    public RedisLibrary(string folder, params string[] parts)
    {
        (this.folder, this.parts) = (folder, parts);
        made = new(Make);
    }

    public string Name => made.Value.Name;

    /// <summary>A function whose body is a file, without .lua. All of them must be named before the first is called.</summary>
    /// <param name="reads">It writes nothing, and so answers when Redis is full as well.</param>
    public RedisFunction Function(string file, bool reads = false)
    {
        if (made.IsValueCreated)
            throw new InvalidOperationException($"{file} would be missing in the library {Name}, which is made already.");
        functions.Add((file, reads));
        return new RedisFunction(this, file.Replace('-', '_'));
    }

    /// <summary>Makes every server know it that has keys of its own.</summary>
    public async Task LoadAsync(IConnectionMultiplexer redis)
    {
        foreach (var server in redis.GetServers().Where(s => s.IsConnected && !s.IsReplica))
            await server.ExecuteAsync("FUNCTION", "LOAD", "REPLACE", made.Value.Text).ConfigureAwait(false);
    }

    private (string Name, string Text) Make()
    {
        var body = new StringBuilder(
            """
            local KEYS, ARGV, call
            local begins = {}
            local function eachCall(begin) begins[#begins + 1] = begin end
            local function register(name, flags, body)
              redis.register_function{function_name = name, flags = flags, callback = function(keys, arguments)
                KEYS, ARGV, call = keys, arguments, redis.call
                for i = 1, #begins do begins[i]() end
                return body()
              end}
            end

            """);
        foreach (var part in parts)
            body.Append(Read(part)).Append('\n');
        foreach (var (file, reads) in functions)
            body.Append("register('@_").Append(file.Replace('-', '_')).Append(reads ? "', {'no-writes'}, function()\n" : "', {}, function()\n").Append(Read(file)).Append("\nend)\n");
        var text = body.ToString();
        var name = $"swarm_{folder.ToLowerInvariant()}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12]}";
        return (name, $"#!lua name={name}\n{text.Replace("register('@_", $"register('{name}_", StringComparison.Ordinal)}");
    }

    private string Read(string file) => RedisScript.Read($"{folder}.{file}.lua");
}
