//! In the place of the crate `send_wrapper`.
//!
//! Leptos keeps by it what must stay in one thread, and asks at each step which thread it is in. In a
//! browser there is only the one; but the question alone brings the standard library's threads and a
//! second allocator into the program. Here it is asked natively only, where there are threads.

use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};

use here::Here;

/// Where a program of WebAssembly has threads, or where any other has them.
#[cfg(any(not(target_arch = "wasm32"), target_feature = "atomics"))]
mod here {
    use std::thread::{self, ThreadId};

    /// The thread that something was made in.
    #[derive(Clone, Copy)]
    pub struct Here(ThreadId);

    impl Here {
        pub fn new() -> Self {
            Self(thread::current().id())
        }

        pub fn is_here(self) -> bool {
            self.0 == thread::current().id()
        }
    }
}

/// A program without threads.
#[cfg(not(any(not(target_arch = "wasm32"), target_feature = "atomics")))]
mod here {
    /// The only thread.
    #[derive(Clone, Copy)]
    pub struct Here;

    impl Here {
        pub fn new() -> Self {
            Self
        }

        pub fn is_here(self) -> bool {
            true
        }
    }
}

/// What can be handed on to other threads, but touched in its own only: in any other it panics.
pub struct SendWrapper<T> {
    value: ManuallyDrop<T>,
    home: Here,
}

// SAFETY: each way to the value, its drop among them, asks for the thread first.
unsafe impl<T> Send for SendWrapper<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for SendWrapper<T> {}

#[cold]
#[inline(never)]
#[track_caller]
fn elsewhere() -> ! {
    panic!("a value was touched in another thread than its own")
}

impl<T> SendWrapper<T> {
    /// Keeps a value in this thread.
    pub fn new(value: T) -> Self {
        Self { value: ManuallyDrop::new(value), home: Here::new() }
    }

    /// Whether this is the value's thread.
    pub fn valid(&self) -> bool {
        self.home.is_here()
    }

    /// The value itself.
    #[track_caller]
    pub fn take(self) -> T {
        self.check();
        let mut kept = ManuallyDrop::new(self);
        // SAFETY: it is taken once, as what keeps it is never dropped.
        unsafe { ManuallyDrop::take(&mut kept.value) }
    }

    #[track_caller]
    fn check(&self) {
        if !self.valid() {
            elsewhere();
        }
    }
}

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        self.check();
        &self.value
    }
}

impl<T> DerefMut for SendWrapper<T> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        self.check();
        &mut self.value
    }
}

impl<T> Drop for SendWrapper<T> {
    fn drop(&mut self) {
        if !std::mem::needs_drop::<T>() || self.valid() {
            // SAFETY: nothing touches it after this.
            unsafe { ManuallyDrop::drop(&mut self.value) }
        } else if !std::thread::panicking() {
            elsewhere();
        }
    }
}

impl<T: Clone> Clone for SendWrapper<T> {
    fn clone(&self) -> Self {
        Self::new(T::clone(self))
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for SendWrapper<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        T::fmt(self, formatter)
    }
}

#[cfg(feature = "futures")]
mod futures {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use futures_core::Stream;

    use super::SendWrapper;

    impl<T> SendWrapper<T> {
        fn pinned(self: Pin<&mut Self>) -> Pin<&mut T> {
            self.check();
            // SAFETY: the value is pinned as what keeps it is, and is never moved out of it.
            unsafe { self.map_unchecked_mut(|kept| &mut *kept.value) }
        }
    }

    impl<F: Future> Future for SendWrapper<F> {
        type Output = F::Output;

        fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
            self.pinned().poll(context)
        }
    }

    impl<S: Stream> Stream for SendWrapper<S> {
        type Item = S::Item;

        fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
            self.pinned().poll_next(context)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::SendWrapper;

    #[test]
    fn a_value_is_touched_in_its_own_thread_only() {
        let mut kept = SendWrapper::new(vec![1]);
        kept.push(2);
        assert_eq!(*kept, [1, 2]);
        let elsewhere = thread::spawn(move || {
            assert!(!kept.valid());
            kept.len()
        });
        assert!(elsewhere.join().is_err());
        assert!(thread::spawn(|| drop(SendWrapper::new(vec![1]))).join().is_ok());
        let kept = SendWrapper::new(vec![1]);
        assert!(thread::spawn(move || drop(kept)).join().is_err());
    }

    #[test]
    fn a_value_can_be_taken_back() {
        assert_eq!(SendWrapper::new(vec![3]).take(), [3]);
    }
}
