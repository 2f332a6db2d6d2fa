//! Retries with backoff and a circuit breaker: when to try again, and when to stop asking.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// How the wait grows from one attempt to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    Constant,
    Linear,
    Exponential { factor: u32 },
}

#[derive(Debug, Clone)]
pub struct RetryPolicy {
    pub attempts: u32,
    pub base: Duration,
    pub cap: Duration,
    pub growth: Growth,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(30),
            growth: Growth::Exponential { factor: 2 },
        }
    }
}

impl RetryPolicy {
    /// The wait before `attempt`, which is 1 for the first execution; `None` when there is no such attempt.
    pub fn wait_before(&self, attempt: u32) -> Option<Duration> {
        if attempt == 0 || attempt > self.attempts {
            return None;
        }
        let retries = attempt - 1;
        let wait = match self.growth {
            _ if retries == 0 => Duration::ZERO,
            Growth::Constant => self.base,
            Growth::Linear => self.base.checked_mul(retries).unwrap_or(self.cap),
            Growth::Exponential { factor } => factor
                .checked_pow(retries - 1)
                .and_then(|times| self.base.checked_mul(times))
                .unwrap_or(self.cap),
        };
        Some(wait.min(self.cap))
    }

    pub fn waits(&self) -> impl Iterator<Item = Duration> + '_ {
        (1..=self.attempts).filter_map(move |attempt| self.wait_before(attempt))
    }
}

#[derive(Debug)]
pub enum CallError<E> {
    /// The breaker is open; the work was not tried.
    Refused { retry_after: Duration },
    /// Every attempt failed; the last error.
    Exhausted { attempts: u32, last: E },
    /// An error that no attempt would mend.
    Fatal(E),
}

impl<E: fmt::Display> fmt::Display for CallError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { retry_after } => write!(f, "refused, try again in {retry_after:?}"),
            Self::Exhausted { attempts, last } => write!(f, "failed {attempts} times, at last: {last}"),
            Self::Fatal(error) => write!(f, "failed for good: {error}"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> Error for CallError<E> {}

pub trait Clock {
    /// Time since some fixed moment.
    fn now(&self) -> Duration;

    fn since(&self, earlier: Duration) -> Duration {
        self.now().saturating_sub(earlier)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    Open { since: Duration },
    HalfOpen { probes: u32 },
}

/// Opens when too many of the last calls failed, and lets a few probes through after a pause.
pub struct CircuitBreaker<C: Clock> {
    clock: C,
    state: State,
    window: VecDeque<bool>,
    size: usize,
    threshold: f64,
    pause: Duration,
    probes: u32,
}

impl<C: Clock> CircuitBreaker<C> {
    pub fn new(clock: C, size: usize, threshold: f64, pause: Duration) -> Self {
        assert!(size > 0 && (0.0..=1.0).contains(&threshold), "a window needs a size and a share");
        Self { clock, state: State::Closed, window: VecDeque::with_capacity(size), size, threshold, pause, probes: 3 }
    }

    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Open { since } if self.clock.since(since) < self.pause)
    }

    /// Whether a call may be made now; `Err` says how long to wait.
    pub fn admit(&mut self) -> Result<(), Duration> {
        match self.state {
            State::Closed => Ok(()),
            State::HalfOpen { probes } if probes < self.probes => {
                self.state = State::HalfOpen { probes: probes + 1 };
                Ok(())
            }
            State::HalfOpen { .. } => Err(self.pause),
            State::Open { since } => {
                let open_for = self.clock.since(since);
                if open_for < self.pause {
                    return Err(self.pause - open_for);
                }
                self.state = State::HalfOpen { probes: 1 };
                Ok(())
            }
        }
    }

    pub fn report(&mut self, success: bool) {
        if let State::HalfOpen { .. } = self.state {
            if success {
                self.window.clear();
                self.state = State::Closed;
            } else {
                self.open();
            }
            return;
        }
        if self.window.len() == self.size {
            self.window.pop_front();
        }
        self.window.push_back(success);
        if self.window.len() == self.size && self.failure_share() >= self.threshold {
            self.open();
        }
    }

    fn failure_share(&self) -> f64 {
        let failures = self.window.iter().filter(|success| !**success).count();
        failures as f64 / self.window.len().max(1) as f64
    }

    fn open(&mut self) {
        self.window.clear();
        self.state = State::Open { since: self.clock.now() };
    }
}

/// Runs `work` under the policy and the breaker. `sleep` waits, `is_fatal` says what no retry would mend.
pub fn call<T, E, C, W>(
    policy: &RetryPolicy,
    breaker: &mut CircuitBreaker<C>,
    mut work: W,
    mut sleep: impl FnMut(Duration),
    is_fatal: impl Fn(&E) -> bool,
) -> Result<T, CallError<E>>
where
    C: Clock,
    W: FnMut(u32) -> Result<T, E>,
{
    let mut attempt = 1;
    loop {
        let Some(wait) = policy.wait_before(attempt) else {
            unreachable!("the last attempt returns");
        };
        sleep(wait);
        breaker.admit().map_err(|retry_after| CallError::Refused { retry_after })?;
        match work(attempt) {
            Ok(value) => {
                breaker.report(true);
                return Ok(value);
            }
            Err(error) if is_fatal(&error) => return Err(CallError::Fatal(error)),
            Err(error) => {
                breaker.report(false);
                if attempt == policy.attempts {
                    return Err(CallError::Exhausted { attempts: attempt, last: error });
                }
            }
        }
        attempt += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    struct Manual(Cell<Duration>);

    impl Clock for &Manual {
        fn now(&self) -> Duration {
            self.0.get()
        }
    }

    #[test]
    fn waits_double_up_to_the_cap() {
        let policy = RetryPolicy { attempts: 8, ..RetryPolicy::default() };
        let waits: Vec<u64> = policy.waits().map(|wait| wait.as_secs()).collect();
        assert_eq!(waits, [0, 1, 2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn breaker_opens_and_recovers() {
        let clock = Manual(Cell::new(Duration::ZERO));
        let mut breaker = CircuitBreaker::new(&clock, 2, 0.5, Duration::from_secs(10));
        for _ in 0..2 {
            breaker.report(false);
        }
        assert!(breaker.is_open() && breaker.admit().is_err());
        clock.0.set(Duration::from_secs(10));
        assert!(breaker.admit().is_ok());
        breaker.report(true);
        assert!(!breaker.is_open());
    }
}
