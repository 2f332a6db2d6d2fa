namespace Swarm.Messaging.Cli.Http;

/// <summary>Who did what to whose work: one line per action of an operator.</summary>
internal sealed partial class OperatorLog(ILogger<OperatorLog> log)
{
    /// <summary>How a caller names itself; for people, it proves nothing.</summary>
    private const string NameHeader = "X-Swarm-Operator";

    public void Acted(HttpContext http, string action, string subject, string before, string after)
    {
        if (before == after)
            ChangedNothing(Who(http), action, subject, before);
        else
            Acted(Who(http), action, subject, before, after);
    }

    /// <summary>Name and address, for a log.</summary>
    public static string Who(HttpContext http)
    {
        var name = new string([.. http.Request.Headers[NameHeader].ToString().Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@').Take(64)]);
        return name.Length == 0 ? $"token@{http.Connection.RemoteIpAddress}" : $"{name}@{http.Connection.RemoteIpAddress}";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} asked for {Action} of {Subject}, which changed nothing: {State}")]
    private partial void ChangedNothing(string who, string action, string subject, string state);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did {Action} on {Subject}: {Before} -> {After}")]
    private partial void Acted(string who, string action, string subject, string before, string after);
}
