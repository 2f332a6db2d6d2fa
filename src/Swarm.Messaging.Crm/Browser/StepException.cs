using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>A step of a page script that did not go as described.</summary>
/// <param name="type">Stable snake-case name.</param>
/// <param name="notDone">Whatever was begun has certainly had no effect: the service refused it.</param>
internal sealed class StepException(string type, string message, bool retryable = true, bool notDone = false) : Exception(message)
{
    public string Type => type;

    public bool Retryable => retryable;

    public bool NotDone => notDone;

    /// <summary>The service does not let the client in.</summary>
    public bool IsRefusedLogin => type == SessionTrouble.LoginFailed;

    /// <summary>Something was waited for in vain: the page, or the browser, may stand still.</summary>
    public bool IsSilence => type is "page_hung" or "no_answer" or "element_missing";

    /// <summary>For another whom the same has befallen.</summary>
    public StepException Again() => new(type, Message, retryable, notDone);

    public static StepException BrowserEnded(string why) => new("browser_ended", $"The browser ended. {why}");
}
